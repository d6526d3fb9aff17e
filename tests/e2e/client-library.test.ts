import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  deleteRegistration,
  privateKeyJwt,
  type RegistrationMetadata,
  readRegistration,
  type SeenLogoutToken,
  type Unregistered,
  updateRegistration,
} from '@gryphon/client'
import { exportJWK, generateKeyPair } from 'jose'
import { optionsAt, playAt, registerAt } from '../support/client-at.ts'
import { landingOf } from '../support/flow.ts'
import { leadsTo, POST_LOGOUT } from '../support/logout.ts'
import { startOp, type TestOp } from '../support/op.ts'
import type { Answer, UserAgent } from '../support/user-agent.ts'

/*
 * Our client at our provider, each by its public API alone; every client registers itself.
 */
const BACKCHANNEL = 'https://rp.example/backchannel'
const FRONTCHANNEL = 'https://rp.example/frontchannel'

let op: TestOp
let receive: (request: Request) => Promise<number> = async () => 400

before(async () => {
  op = await startOp('fetch', {
    registration: 'open',
    fetch: async (url, form) => {
      const body = new URLSearchParams(form)
      const status = await receive(new Request(url, { method: 'POST', body }))
      return { status, body: '' }
    },
  })
})
after(() => op.close())

const PAIR = await generateKeyPair('ES256', { extractable: true })
const JWK = { ...(await exportJWK(PAIR.privateKey)), alg: 'ES256', kid: 'mine' }
const JWKS = { keys: [{ ...(await exportJWK(PAIR.publicKey)), alg: 'ES256', kid: 'mine' }] }

interface Case {
  readonly what: string
  readonly metadata?: RegistrationMetadata
  readonly unregistered?: Unregistered
}

const KEY = { authentication: privateKeyJwt(JWK) }
const FOR_TOKEN_ENDPOINT = { authentication: privateKeyJwt(JWK, { aud: 'token_endpoint' }) }
const WITH_KEY = { token_endpoint_auth_method: 'private_key_jwt', jwks: JWKS }

// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: 'client_secret_basic' },
  { what: 'client_secret_post',       metadata: { token_endpoint_auth_method: 'client_secret_post' } },
  { what: 'client_secret_jwt',        metadata: { token_endpoint_auth_method: 'client_secret_jwt' } },
  { what: 'private_key_jwt',          metadata: WITH_KEY, unregistered: KEY },
  { what: 'private_key_jwt for the token endpoint', metadata: WITH_KEY, unregistered: FOR_TOKEN_ENDPOINT },
  { what: 'a public client',          metadata: { token_endpoint_auth_method: 'none' } },
  { what: 'ID Tokens by EdDSA',       metadata: { id_token_signed_response_alg: 'EdDSA' } },
  { what: 'UserInfo Responses by ES256', metadata: { userinfo_signed_response_alg: 'ES256' } },
  { what: 'PAR',                      metadata: { require_pushed_authorization_requests: true } },
  { what: 'a signed request object',  metadata: { jwks: JWKS, request_object_signing_alg: 'ES256' }, unregistered: { request_object_signing_key: JWK } },
]

for (const { what, metadata, unregistered } of CASES)
  test(`our client with ${what}: login, userinfo, refresh, revocation`, async () => {
    const { rp } = await registerAt(op, metadata, unregistered)
    const { login } = await playAt(op, rp)
    const userinfo = await rp.userinfo(login, login.claims?.sub ?? '')
    assert.equal(userinfo.email, 'alice@example.com')
    const refreshed = await rp.refresh(login.refresh_token ?? '', { claims: login.claims })
    assert.equal(refreshed.claims?.auth_time, login.claims?.auth_time)
    await rp.revoke(refreshed.refresh_token ?? '', 'refresh_token')
    const again = rp.refresh(refreshed.refresh_token ?? '', { claims: login.claims })
    await assert.rejects(again, { code: 'token_error', error: 'invalid_grant' })
  })

for (const response_type of ['code', 'code id_token', 'code token', 'code id_token token'] as const)
  test(`our client by ${response_type} and form_post`, async () => {
    const { rp } = await registerAt(op)
    const { front, login } = await playAt(op, rp, { response_type, response_mode: 'form_post' })
    assert.equal(front.claims !== undefined, response_type.includes('id_token'))
    assert.equal(typeof login.claims?.sub, 'string')
  })

test('our client: parallel refreshes are one, and the session goes on', async () => {
  const { rp } = await registerAt(op)
  const { login } = await playAt(op, rp)
  const refresh = (token = '') => rp.refresh(token, { claims: login.claims })
  const [one, two] = await Promise.all([refresh(login.refresh_token), refresh(login.refresh_token)])
  assert.equal(one.refresh_token, two.refresh_token)
  assert.notEqual(one.refresh_token, login.refresh_token)
  const late = await refresh(login.refresh_token)
  assert.equal(late.access_token, one.access_token)
  assert.notEqual((await refresh(one.refresh_token)).access_token, one.access_token)
})

test('our client: a registration is read, changed and removed (RFC 7592)', async () => {
  const { registration } = await registerAt(op)
  const options = optionsAt(op)
  const read = await readRegistration(registration, options)
  assert.equal(read.client_secret, registration.client_secret)
  const changed = await updateRegistration(read, { client_name: 'Another name' }, options)
  assert.equal(changed.client_name, 'Another name')
  await deleteRegistration(changed, options)
  await assert.rejects(readRegistration(changed, options), {
    code: 'registration_error',
    error: 'invalid_token',
  })
})

const LOGOUT = {
  post_logout_redirect_uris: [POST_LOGOUT],
  backchannel_logout_uri: BACKCHANNEL,
  backchannel_logout_session_required: true,
  frontchannel_logout_uri: FRONTCHANNEL,
  frontchannel_logout_session_required: true,
}

const visit = async (agent: UserAgent, url: string): Promise<Answer> => {
  const { pathname, search } = new URL(url)
  return agent.open({ path: pathname + search })
}

test('our client: who logs out comes back with the state', async () => {
  const { rp } = await registerAt(op, { post_logout_redirect_uris: [POST_LOGOUT] })
  const { agent, login } = await playAt(op, rp)
  const id_token_hint = login.id_token ?? ''
  const ended = rp.endSession({ id_token_hint, post_logout_redirect_uri: POST_LOGOUT })
  const back = new URL(leadsTo(await visit(agent, ended.url)) ?? assert.fail('nobody came back'))
  const checks = rp.receiveEndSession(back, { state: ended.state ?? '' })
  assert.deepEqual(
    checks.map(({ outcome }) => outcome),
    ['passed'],
  )
  const silent = await rp.begin({ response_type: 'code id_token', prompt: 'none' })
  const answer = landingOf(await visit(agent, silent.url))
  assert.equal(answer?.parameters.get('error'), 'login_required')
})

test('our client: a Logout Token is received, verified, and refused the second time', async () => {
  const { rp } = await registerAt(op, LOGOUT)
  const { agent, login } = await playAt(op, rp)
  const requests: Request[] = []
  const seen = new Set<string>()
  const remember = ({ jti }: SeenLogoutToken) => {
    const outcome = seen.has(jti) ? 'seen' : 'new'
    seen.add(jti)
    return outcome
  }
  receive = async (request) => {
    requests.push(request.clone())
    const { claims } = await rp.receiveLogoutToken(request, { remember })
    assert.equal(claims.sid, login.claims?.sid)
    assert.equal(claims.sub, login.claims?.sub)
    return 200
  }
  await visit(agent, rp.endSession({ id_token_hint: login.id_token ?? '' }).url)
  assert.equal(await op.op.deliverLogouts(), 1)
  assert.equal(seen.size, 1)
  const [request = assert.fail('nothing came')] = requests
  await assert.rejects(rp.receiveLogoutToken(request, { remember }), {
    code: 'logout_token_replayed',
  })
})

test('our client: a Logout Token of another client is refused', async () => {
  const { rp } = await registerAt(op, LOGOUT)
  const { rp: other } = await registerAt(op, LOGOUT)
  const { agent, login } = await playAt(op, rp)
  const codes: string[] = []
  receive = async (request) => {
    await assert.rejects(other.receiveLogoutToken(request), ({ code }) => codes.push(code) > 0)
    return 200
  }
  await visit(agent, rp.endSession({ id_token_hint: login.id_token ?? '' }).url)
  await op.op.deliverLogouts()
  assert.deepEqual(codes, ['aud_mismatch'])
})

test('our client: an ID Token is no Logout Token', async () => {
  const { rp } = await registerAt(op, LOGOUT)
  const { login } = await playAt(op, rp)
  await assert.rejects(rp.receiveLogoutToken(login.id_token ?? ''), { source: 'logout_token' })
})

test('our client: the frame of a front-channel logout names this session', async () => {
  const { rp } = await registerAt(op, LOGOUT)
  const { agent, login } = await playAt(op, rp)
  receive = async () => 200
  const page = await visit(agent, rp.endSession({ id_token_hint: login.id_token ?? '' }).url)
  const frame = /<iframe src="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const { iss, sid } = rp.receiveLogoutRequest(new URL(frame), login.claims ?? {})
  assert.deepEqual([iss, sid], [op.issuer, login.claims?.sid])
  assert.throws(() => rp.receiveLogoutRequest(new URL(frame), { sid: 'another' }), {
    code: 'sid_mismatch',
  })
})
