import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import {
  allowInsecure,
  ClientError,
  clientSecretBasic,
  discoverClient,
  type RelyingParty,
} from '@gryphon/client'
import type { ResponseMode, ResponseType } from '@gryphon/protocol'
import { allowInsecure as allowInsecureIssuer, createVerifier } from '@gryphon/resource-server'
import { guard } from '@gryphon/resource-server/node'
import { type Cast, LOGINS, type Return, type Step } from './played.ts'

/*
 * The same in every runtime, with the packages as they are published: whole logins at a real provider, and an API that is guarded. It is
 * given its `Cast` as its argument, and tells each step in a line.
 */
const cast = JSON.parse(process.argv[2] ?? '') as Cast

const tell = (step: Step) => process.stdout.write(`${JSON.stringify(step)}\n`)

const play = async (step: string, run: () => Promise<void>): Promise<void> => {
  try {
    await run()
    tell({ step })
  } catch (error) {
    tell({ step, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

const visit = async (url: string): Promise<URL | Request> => {
  const answer = await fetch(cast.browser, { method: 'POST', body: JSON.stringify({ url }) })
  const { where, target, parameters } = (await answer.json()) as Return
  if (where === 'form_post')
    return new Request(target, { method: 'POST', body: new URLSearchParams(parameters) })
  return new URL(`${target}${where === 'query' ? '?' : '#'}${parameters}`)
}

const logIn = async (
  rp: RelyingParty,
  response_type: ResponseType,
  response_mode: Exclude<ResponseMode, `${string}jwt`>,
) => {
  const { url, transaction } = await rp.begin({
    response_type,
    response_mode,
    scope: 'openid profile offline_access read:notes',
    resource: cast.resource,
  })
  const kept = JSON.parse(JSON.stringify(transaction)) as typeof transaction
  return rp.receive(await visit(url), kept)
}

const api = createVerifier({
  issuer: cast.issuer,
  audience: cast.resource,
  [allowInsecureIssuer]: true,
})

const startApi = async () => {
  const answer = (scope: string) =>
    guard(api, { scope: [scope] }, (_request, response, { sub }) => response.end(sub))
  const routes = { '/notes': answer('read:notes'), '/write': answer('write:notes') }
  const server = createServer((request, response) =>
    routes[request.url === '/notes' ? '/notes' : '/write'](request, response),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async (path: keyof typeof routes, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(url + path, { headers })
    return { status: answer.status, text: await answer.text() }
  }
  return { ask, close: () => server.close() }
}

type Api = Awaited<ReturnType<typeof startApi>>

const playLogin = async (
  rp: RelyingParty,
  { ask }: Api,
  ...[type, mode]: readonly [ResponseType, (typeof LOGINS)[ResponseType][number]]
) => {
  const front = await logIn(rp, type, mode)
  const words = type.split(' ')
  assert.equal(front.code !== undefined, words.includes('code'))
  assert.equal(front.claims !== undefined, words.includes('id_token'))
  assert.equal(front.access_token !== undefined, words.includes('token'))
  const tokens = [front.access_token]
  const subjects = [front.claims?.sub]
  if (front.code !== undefined) {
    const login = await front.redeem()
    tokens.push(login.access_token)
    subjects.push(login.claims?.sub)
  }
  const known = new Set(subjects.filter((sub) => sub !== undefined))
  for (const token of tokens.filter((each) => each !== undefined)) {
    const { status, text } = await ask('/notes', token)
    assert.equal(status, 200)
    known.add(text)
  }
  assert.equal(known.size, type === 'none' ? 0 : 1)
}

const playRefresh = async (rp: RelyingParty, { ask }: Api) => {
  const login = await (await logIn(rp, 'code id_token', 'form_post')).redeem()
  assert.ok(login.refresh_token)
  const refreshed = await rp.refresh(login.refresh_token, { claims: login.claims })
  assert.notEqual(refreshed.access_token, login.access_token)
  assert.equal((await ask('/notes', refreshed.access_token)).text, login.claims?.sub)
}

const playUserinfo = async (rp: RelyingParty) => {
  const { access_token, claims } = await (await logIn(rp, 'code id_token', 'form_post')).redeem()
  const { sub, name } = await rp.userinfo(access_token, claims?.sub ?? '')
  assert.equal(sub, claims?.sub)
  assert.ok(name)
}

/** A code that is not the one of the ID Token (Core §3.3.2.10). */
const playTampering = async (rp: RelyingParty) => {
  const request = { response_type: 'code id_token', response_mode: 'fragment' } as const
  const { url, transaction } = await rp.begin(request)
  const callback = await visit(url)
  assert.ok(callback instanceof URL)
  const parameters = new URLSearchParams(callback.hash.slice(1))
  parameters.set('code', 'a code of somebody else')
  callback.hash = String(parameters)
  const isMismatch = (error: unknown) =>
    error instanceof ClientError && error.code === 'c_hash_mismatch'
  await assert.rejects(rp.receive(callback, transaction), isMismatch)
}

const playRefusals = async (rp: RelyingParty, { ask }: Api) => {
  const { access_token } = await (await logIn(rp, 'code id_token', 'fragment')).redeem()
  assert.equal((await ask('/notes')).status, 401)
  assert.equal((await ask('/notes', `${access_token.slice(0, -8)}AAAAAAAA`)).status, 401)
  assert.equal((await ask('/write', access_token)).status, 403)
}

const playFetchHandler = async (rp: RelyingParty) => {
  const { access_token, claims } = await (await logIn(rp, 'code id_token', 'fragment')).redeem()
  const answer = api.protect((_request, { sub }) => Response.json({ sub }), {
    scope: ['read:notes'],
  })
  const ask = (headers: Readonly<Record<string, string>>) =>
    answer(new Request(`${cast.resource}/notes`, { headers }))
  const admitted = await ask({ authorization: `Bearer ${access_token}` })
  assert.deepEqual(await admitted.json(), { sub: claims?.sub })
  const refused = await ask({})
  assert.equal(refused.status, 401)
  assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer\b/)
}

const playAll = async () => {
  const { issuer, client_id, client_secret, redirect_uri } = cast
  const authentication = clientSecretBasic(client_secret)
  const metadata = { client_id, redirect_uri, authentication }
  const rp = await discoverClient(issuer, metadata, { [allowInsecure]: true })
  const server = await startApi()
  for (const [type, modes] of Object.entries(LOGINS))
    for (const mode of modes)
      await play(`${type} by ${mode}`, () => playLogin(rp, server, type as ResponseType, mode))
  await play('refresh', () => playRefresh(rp, server))
  await play('UserInfo', () => playUserinfo(rp))
  await play('a code of somebody else is refused', () => playTampering(rp))
  await play('an API on node:http refuses', () => playRefusals(rp, server))
  await play('an API behind fetch', () => playFetchHandler(rp))
  server.close()
}

await play('discovery, and all steps reached', playAll)
