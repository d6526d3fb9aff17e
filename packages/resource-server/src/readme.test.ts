import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { after, test } from 'node:test'
import type { Refusal, Verifier } from './index.ts'
import { PROOF_KEY, proofOf, proving } from './testing/proof.ts'
import { ANSWERS, bearing, CLAIMS, ISSUER, tokenOf } from './testing/scene.ts'

/*
 * The examples of README.md, run as they stand there, with the platform's `fetch` leading to the issuer of the tests. Those that
 * are a file of examples/ are run by tests/e2e/api-examples.test.ts.
 */
type Handler = (request: Request) => Promise<Response>

interface Examples {
  readonly answer: Handler
  readonly whoIs: (access_token: string) => Promise<string>
  readonly handle: (method: string, url: string, headers: object) => Promise<Refusal>
  readonly behindEntra: Verifier
  readonly behindCognito: Verifier
  readonly pay: Handler
  readonly list: Handler
  readonly remove: Handler
  readonly whose: Handler
  readonly bound: Handler
  readonly certified: Handler
  readonly described: Handler
}

const fileAt = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const README = fileAt('../README.md')
const FILES = globSync(new URL('../../../examples/api-*.ts', import.meta.url).pathname).map(
  (path) => readFileSync(path, 'utf8'),
)

const load = async (example: string): Promise<Partial<Examples>> => {
  const code = stripTypeScriptTypes(example).replaceAll(
    "'@gryphon/resource-server'",
    `'${import.meta.resolve('@gryphon/resource-server')}'`,
  )
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

const ENDPOINT = `${ISSUER}/introspect`
const METADATA = `${ISSUER}/.well-known/openid-configuration`
const WORLD: Readonly<Record<string, unknown>> = {
  ...ANSWERS,
  [METADATA]: { ...Object(ANSWERS[METADATA]), introspection_endpoint: ENDPOINT },
}

const asked: string[] = []
const platformFetch = globalThis.fetch
globalThis.fetch = (async (url: string, { body }: RequestInit) => {
  if (url !== ENDPOINT) return Response.json(WORLD[url])
  const token = new URLSearchParams(String(body)).get('token') ?? ''
  asked.push(token)
  const exp = Math.floor(Date.now() / 1000) + 60
  return Response.json({ ...CLAIMS, active: token === 'an-opaque-token', exp })
}) as typeof fetch
after(() => {
  globalThis.fetch = platformFetch
})

const codes = [...README.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code)
const examples = Object.assign(
  {},
  ...(await Promise.all(codes.filter((code) => !FILES.includes(code)).map(load))),
) as Examples

const soon = () => Math.floor(Date.now() / 1000)

const current = (claims: Readonly<Record<string, unknown>> = {}) =>
  tokenOf({ claims: { exp: soon() + 60, ...claims } })

const outcomeOf = async (handler: Handler, request: Request) => {
  const response = await handler(request)
  return [response.status, await response.text()]
}

test('README: a guarded handler greets, and challenges who brings no token', async () => {
  const greeted = await examples.answer(bearing(await current()))
  assert.deepEqual(await greeted.json(), { hello: '248289761001' })
  const refused = await examples.answer(new Request('https://api.example.com/'))
  assert.equal(refused.status, 401)
})

test('README: a bare token is verified, one of the front channel refused', async () => {
  assert.equal(await examples.whoIs(await current()), '248289761001')
  const front = await current({ front_channel: true })
  assert.equal(await examples.whoIs(front), '401 front_channel_refused')
})

test('README: any framework can be served', async () => {
  const { handle } = examples
  const authorization = `Bearer ${await current()}`
  assert.deepEqual(await handle('GET', '/notes', { authorization }), {
    status: 200,
    headers: {},
    body: 'hello 248289761001',
  })
  const { status, headers } = await handle('GET', '/notes', {})
  assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer'])
})

test('README: the settings of Entra ID and Cognito are accepted', async () => {
  for (const api of [examples.behindEntra, examples.behindCognito])
    await assert.rejects(api.verify(await current()), { code: 'iss_mismatch' })
})

test('README: a step-up is answered as it says', async () => {
  const claims = { scope: 'payments', acr: 'urn:example:mfa', auth_time: soon() - 10 }
  assert.deepEqual(await outcomeOf(examples.pay, bearing(await current(claims))), [200, 'paid'])
  const refused = await examples.pay(bearing(await current({ ...claims, acr: 'password' })))
  const [, challenge] = /^WWW-Authenticate: (.*)$/m.exec(README) ?? []
  assert.equal(refused.headers.get('www-authenticate'), challenge)
})

test('README: opaque tokens are asked about, and JWTs where the route says so', async () => {
  const { list, remove } = examples
  assert.deepEqual(await outcomeOf(list, bearing('an-opaque-token')), [
    200,
    '{"of":"248289761001"}',
  ])
  const jwt = await current()
  assert.deepEqual(await outcomeOf(list, bearing(jwt)), [200, '{"of":"248289761001"}'])
  assert.deepEqual(asked, ['an-opaque-token'])
  const [status] = await outcomeOf(remove, bearing(jwt))
  assert.deepEqual([status, asked], [401, ['an-opaque-token', jwt]])
})

test('README: of several issuers, one is this one', async () => {
  const found = await outcomeOf(examples.whose, bearing(await current()))
  assert.deepEqual(found, [200, `{"iss":"${ISSUER}"}`])
})

test('README: a bound token needs a proof with a nonce', async () => {
  const token = await current({ cnf: { jkt: PROOF_KEY.jkt } })
  const sent = async (nonce?: string) => {
    const claims = { iat: soon(), ...(nonce === undefined ? {} : { nonce }) }
    return examples.bound(proving(token, await proofOf(token, { claims })))
  }
  const refused = await sent()
  assert.match(refused.headers.get('www-authenticate') ?? '', /^DPoP error="use_dpop_nonce"/)
  const answered = await sent(refused.headers.get('dpop-nonce') ?? '')
  assert.deepEqual(await answered.json(), { hello: '248289761001' })
  assert.equal((await examples.bound(bearing(await current()))).status, 401)
})

test('README: a certificate is found in the header of the proxy', async () => {
  const der = Buffer.from('a certificate')
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der))
  const cnf = { 'x5t#S256': Buffer.from(digest).toString('base64url') }
  const authorization = `Bearer ${await current({ cnf })}`
  const over = (certificate: string) =>
    examples.certified(
      new Request('https://api.example.com', {
        headers: { authorization, 'client-cert': `:${certificate}:` },
      }),
    )
  assert.equal((await over(der.toString('base64'))).status, 200)
  assert.equal((await over(btoa('another'))).status, 401)
})

test('README: the API says which issuers it trusts', async () => {
  const at = (path: string) => examples.described(new Request(`https://api.example.com${path}`))
  const answered = await at('/.well-known/oauth-protected-resource')
  const { authorization_servers } = (await answered.json()) as Record<string, unknown>
  assert.deepEqual(authorization_servers, [ISSUER])
  const refused = await at('/notes')
  const [said = ''] = /resource_metadata="[^"]*"/.exec(README) ?? []
  assert.equal(refused.headers.get('www-authenticate'), `Bearer ${said}`)
})

test('README: every code is told, and no other', () => {
  const [, union = ''] = /AccessErrorCode =(.*?)\n\n/s.exec(fileAt('errors.ts')) ?? []
  const known = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code)
  const [, table = ''] = /^## All codes(.*?)^## /ms.exec(README) ?? []
  const told = [...table.matchAll(/^\|[^|]*\|(.*)\|$/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code),
  )
  assert.deepEqual(told.toSorted(), known.toSorted())
})

test('README: every setting is told, and no other', () => {
  const settingsIn = (file: string, name: string) => {
    const [, body = ''] = new RegExp(`interface ${name} {\\n(.*?)^}`, 'ms').exec(fileAt(file)) ?? []
    return [...body.matchAll(/^ {2}readonly (\[?\w+\]?)/gm)].map(([, setting]) => setting)
  }
  const known = [
    ...settingsIn('issuer/issuer-config.ts', 'IssuerConfig'),
    ...settingsIn('verifier.ts', 'GuardConfig'),
  ]
  const [, tables = ''] = /^## All settings(.*?)^## /ms.exec(README) ?? []
  const told = [...tables.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, setting]) => setting),
  )
  assert.deepEqual(told.toSorted(), known.toSorted())
})
