import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Begun } from '@gryphon/client'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Browser } from 'playwright-core'
import { bundleFor } from '../packaging/bundle.ts'
import { installPackages } from '../packaging/installed-packages.ts'
import { type ApplicationServer, startApplicationServer } from '../support/application-server.ts'
import { launchBrowser } from '../support/browser.ts'
import { startTogether } from '../support/start-together.ts'
import { newVisitor } from '../support/visitor.ts'

/*
 * The packages as they are published, bundled for a browser: a login and a token are checked in a page and in a Worker of it, with nothing
 * but `fetch` and WebCrypto. The OP is a key and three answers, at the same origin.
 */
const ENTRY = new URL('../packaging/in-browser.ts', import.meta.url)
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bundle</title>
<link rel="icon" href="data:,"><script type="module" src="/bundle.js"></script></head></html>`

const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
const JWKS = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'a', use: 'sig' }] }
const CODE = 'SplxlOBeZQQYbYS6WxSbIA'
const SUB = '248289761001'
const AUDIENCE = 'https://api.example'

const sign = (claims: Readonly<Record<string, unknown>>, typ: string) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'a', typ })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey)

/** The left half of a SHA-256 digest (Core §3.3.2.11). */
const hash = (text: string) =>
  createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')

describe('the published packages in a browser', () => {
  let server: ApplicationServer
  let browser: Browser
  let token: string
  let nonce: string | undefined
  before(async () => {
    const { folder } = await installPackages()
    const { code: bundle } = await bundleFor(folder, readFileSync(ENTRY, 'utf8'))
    ;[server, browser] = await startTogether(startApplicationServer(), launchBrowser())
    const claims = { iss: server.origin, sub: SUB, aud: AUDIENCE, client_id: 'app', jti: 'a' }
    token = await sign({ ...claims, scope: 'openid read' }, 'at+jwt')
    const login = async () => ({
      access_token: token,
      token_type: 'Bearer',
      id_token: await sign({ iss: server.origin, sub: SUB, aud: 'app', nonce }, 'JWT'),
    })
    const json = async (value: unknown) =>
      [JSON.stringify(await value), 'application/json'] as const
    const ANSWERS: Readonly<Record<string, () => Promise<readonly [string, string]>>> = {
      '/': async () => [PAGE, 'text/html'],
      '/bundle.js': async () => [bundle, 'text/javascript'],
      '/jwks': () => json(JWKS),
      '/token': () => json(login()),
    }
    server.answer(async (request, response) => {
      const answer = await ANSWERS[request.url ?? '']?.()
      if (answer === undefined) response.writeHead(404).end()
      else response.setHeader('content-type', answer[1]).end(answer[0])
    })
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  /** Calls in a page of its own, or in a Worker of one. */
  const callIn = async (where: 'page' | 'worker', name: string, ...given: readonly unknown[]) => {
    const { page, leave } = await newVisitor(browser)
    await page.goto(server.origin)
    const code = `calls.${where}(${JSON.stringify({ name, given })})`
    const told = (await page.evaluate(code)) as Readonly<Record<string, unknown>>
    await leave()
    return told
  }

  /** What the OP answers to a request for `code id_token token`, but for what is given. */
  const callback = async (
    { state, nonce }: Begun['transaction'],
    over: Readonly<Record<string, string>> = {},
  ) => {
    const hashes = { c_hash: hash(CODE), at_hash: hash(token), s_hash: hash(state) }
    const claims = { iss: server.origin, sub: SUB, aud: 'app', nonce, ...hashes }
    const id_token = await sign(claims, 'JWT')
    const tokens = { access_token: token, token_type: 'Bearer', expires_in: '300', id_token }
    const all = { code: CODE, ...tokens, state, iss: server.origin, ...over }
    return `${server.origin}/callback#${new URLSearchParams(all)}`
  }

  for (const where of ['page', 'worker'] as const) {
    const begin = async () =>
      (await callIn(where, 'begin', 'code id_token token')) as unknown as Begun

    test(`a request is made in a ${where}: random state, nonce and challenge`, async () => {
      const [one, other] = [await begin(), await begin()]
      const { searchParams } = new URL(one.url)
      assert.equal(searchParams.get('response_type'), 'code id_token token')
      const { state, nonce, code_verifier = '' } = one.transaction
      assert.deepEqual([searchParams.get('state'), searchParams.get('nonce')], [state, nonce])
      const challenge = createHash('sha256').update(code_verifier).digest('base64url')
      assert.equal(searchParams.get('code_challenge'), challenge)
      assert.notEqual(state, other.transaction.state)
    })

    test(`Core §3.3.2.8: a response is checked in a ${where}, and its hashes with it`, async () => {
      const { transaction } = await begin()
      const told = await callIn(where, 'receive', await callback(transaction), transaction)
      assert.deepEqual(told, { sub: SUB, access_token: token, code: CODE })
      const wrong = await callback(transaction, { code: 'another' })
      const refused = await callIn(where, 'receive', wrong, transaction)
      assert.deepEqual(refused, { refused: 'c_hash_mismatch' })
    })

    test(`Core §3.3.3: a code is redeemed in a ${where}, and both ID Tokens agree`, async () => {
      const { transaction } = await begin()
      nonce = transaction.nonce
      const told = await callIn(where, 'login', await callback(transaction), transaction)
      assert.deepEqual(told, { sub: SUB, access_token: token })
      nonce = 'of another login'
      const refused = await callIn(where, 'login', await callback(transaction), transaction)
      assert.deepEqual(refused, { refused: 'nonce_mismatch' })
    })

    test(`RFC 9068 §4: an access token is verified in a ${where}`, async () => {
      const told = await callIn(where, 'verify', token)
      assert.deepEqual(told, { sub: SUB, scope: ['openid', 'read'] })
      const [header, payload] = token.split('.')
      const forged = `${header}.${payload}.${'A'.repeat(342)}`
      assert.deepEqual(await callIn(where, 'verify', forged), { refused: 'signature_invalid' })
    })
  }
})
