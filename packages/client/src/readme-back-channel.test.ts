import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { decodeJwt } from 'jose'
import type { Login, Registration, RelyingParty, SeenLogoutToken, Tokens } from './index.ts'
import { loadExamples, README } from './testing/readme-examples.ts'
import { CLAIMS, CLIENT_ID, createScene, KEY, NOW } from './testing/scene.ts'
import { createTinyOp, ISSUER, OP_METADATA, type TinyAnswer } from './testing/tiny-op.ts'

/*
 * The examples of README.md about what comes after a login, run as they stand there; mutual TLS is in
 * client-certificate.test.ts, with a real connection.
 */
interface Examples {
  readonly bindLogin: () => ReturnType<RelyingParty['begin']>
  readonly fetchOrders: (login: Pick<Login, 'access_token' | 'token_type'>) => Promise<unknown>
  readonly renew: (party: RelyingParty, before: Tokens) => Promise<Tokens>
  readonly whoIs: (party: RelyingParty, login: Login) => Promise<unknown>
  readonly register: () => Promise<{ rp: RelyingParty; registration: Registration }>
  readonly start: (registration: Registration) => Promise<RelyingParty>
  readonly rename: (registration: Registration) => Promise<Registration>
  readonly remove: (registration: Registration) => Promise<void>
  readonly logOut: (party: RelyingParty, id_token_hint: string) => { url: string; state?: string }
  readonly loggedOut: (party: RelyingParty, url: URL, state: string) => readonly object[]
  readonly hearOfLogout: (
    party: RelyingParty,
    request: Request,
    remember: (seen: SeenLogoutToken) => Promise<'new' | 'seen'>,
    endSessions: (of: { readonly sid?: string }) => Promise<void>,
  ) => Promise<Response>
  readonly framed: (party: RelyingParty, url: URL, sid: string) => boolean
  readonly clientAt: (issuer: string) => Promise<RelyingParty>
}

const answers: Record<string, TinyAnswer> = {
  '/.well-known/openid-configuration': {
    json: { ...OP_METADATA, registration_endpoint: `${ISSUER}/register` },
  },
}

const { fetch, asked } = createTinyOp(answers)
const platformFetch = globalThis.fetch
globalThis.fetch = fetch as typeof globalThis.fetch
after(() => {
  globalThis.fetch = platformFetch
})

const examples = (await loadExamples<Examples>()) as Examples

const lastAsked = (path: string) =>
  asked.findLast((each) => each.path === path) ?? assert.fail(path)

test('README: a login and a request to an API are bound to a key', async () => {
  const { url } = await examples.bindLogin()
  assert.match(new URL(url).searchParams.get('dpop_jkt') ?? '', /^[\w-]{43}$/)
  answers['/orders'] = { json: [1] }
  const login = { access_token: 'a token', token_type: 'DPoP' } as const
  assert.deepEqual(await examples.fetchOrders(login), [1])
  const { headers } = lastAsked('/orders')
  assert.equal(headers.get('authorization'), 'DPoP a token')
  assert.equal(decodeJwt(headers.get('dpop') ?? '').htu, 'https://api.example.com/orders')
})

test('README: a refresh renews what a session has', async () => {
  const json = { access_token: 'new', token_type: 'Bearer' }
  const { rp } = createScene({ answers: { '/token': { json } } })
  const before = {
    access_token: 'old',
    token_type: 'Bearer',
    refresh_token: 'r',
    checks: [],
  } as const
  const after = await examples.renew(rp, before)
  assert.deepEqual([after.access_token, after.refresh_token], ['new', 'r'])
})

test('README: userinfo is asked about the End-User of the login', async () => {
  const json = { sub: CLAIMS.sub, email: 'jane@example.com' }
  const { rp } = createScene({ answers: { '/userinfo': { json } } })
  const login = { access_token: 'a', token_type: 'Bearer', claims: CLAIMS, checks: [] } as const
  assert.equal(await examples.whoIs(rp, login), 'jane@example.com')
})

test('README: a client is registered, used again, renamed and removed', async () => {
  const json = {
    client_id: 'new',
    client_secret: 'secret',
    registration_access_token: 't',
    registration_client_uri: `${ISSUER}/register/new`,
  }
  answers['/register'] = { status: 201, json }
  const { rp, registration } = await examples.register()
  assert.equal(rp.op.issuer, ISSUER)
  assert.equal(lastAsked('/register').headers.get('authorization'), 'Bearer leave-to-register')
  const { transaction } = await (await examples.start(registration)).begin({
    response_type: 'code',
  })
  assert.equal(transaction.client_id, 'new')
  answers['/register/new'] = { json: { ...json, client_name: 'Another name' } }
  assert.equal((await examples.rename(registration)).client_name, 'Another name')
  answers['/register/new'] = { status: 204 }
  await examples.remove(registration)
  assert.equal(lastAsked('/register/new').method, 'DELETE')
})

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} }

const logoutTokenOf = (claims: Readonly<Record<string, unknown>> = {}) =>
  KEY.sign({
    ...{ iss: ISSUER, aud: CLIENT_ID, iat: NOW, exp: NOW + 60, jti: 'a', sid: 's', events: EVENTS },
    ...claims,
  })

test('README: logout at the OP, and back', () => {
  const { rp } = createScene({ op: { end_session_endpoint: `${ISSUER}/logout` } })
  const { url, state = '' } = examples.logOut(rp, 'an ID Token')
  assert.equal(new URL(url).searchParams.get('id_token_hint'), 'an ID Token')
  const back = new URL(`https://app.example.org/bye?state=${state}`)
  assert.equal(examples.loggedOut(rp, back, state).length, 1)
})

for (const [what, seen, claims, status, ended] of [
  ['a new Logout Token', 'new', {}, 200, ['s']],
  ['a Logout Token that was seen', 'seen', {}, 400, []],
  ['a Logout Token for another client', 'new', { aud: 'other' }, 400, []],
] as const)
  test(`README: ${what} is answered with ${status}`, async () => {
    const { rp } = createScene()
    const sids: unknown[] = []
    const body = new URLSearchParams({ logout_token: await logoutTokenOf(claims) })
    const request = new Request('https://app.example.org/backchannel-logout', {
      method: 'POST',
      body,
    })
    const answer = await examples.hearOfLogout(
      rp,
      request,
      async () => seen,
      async ({ sid }) => void sids.push(sid),
    )
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.deepEqual(sids, ended)
  })

test('README: a frame of the OP names the session', () => {
  const { rp } = createScene()
  const url = new URL(`https://app.example.org/frontchannel-logout?iss=${ISSUER}&sid=s`)
  assert.equal(examples.framed(rp, url, 's'), true)
})

test('README: one of many providers is asked once', async () => {
  const before = asked.length
  await Promise.all([examples.clientAt(ISSUER), examples.clientAt(ISSUER)])
  assert.equal(asked.length, before + 1)
})

test('README: every code of a ClientError is told of', () => {
  const source = readFileSync(new URL('errors.ts', import.meta.url), 'utf8')
  const [, union = ''] =
    /(export type CheckErrorCode[\s\S]*?)\/\*\* What a `ClientError` tells/.exec(source) ?? []
  const codes = [...union.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => code)
  assert.ok(codes.length > 40, String(codes.length))
  assert.deepEqual(
    codes.filter((code) => !README.includes(`\`${code}\``)),
    [],
  )
})
