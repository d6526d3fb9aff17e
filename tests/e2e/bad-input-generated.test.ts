import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { assertionForm } from '../support/assertions.ts'
import { addClient, PKCE, PUBLIC, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, redeem } from '../support/flow.ts'
import { FUZZ } from '../support/fuzz.ts'
import { holdInvariants, landingOfAnywhere } from '../support/invariants.ts'
import { API, CLIENT_SECRET, REDIRECT_URI } from '../support/op.ts'
import { EVERYTHING, newCode, signedIn } from '../support/signed-in.ts'
import { hiddenFields, type UserAgent, userAgent } from '../support/user-agent.ts'
import { type FormText, formsOf } from '../support/vocabulary.ts'

const CLIENT_IDS = ['app', 'app', 'app', 'app', 'app', 'public', 'nobody']

const AUTHORIZE = formsOf({
  client_id: CLIENT_IDS,
  redirect_uri: [REDIRECT_URI],
  response_type: ['code', 'code id_token', 'token code', 'code token id_token'],
  response_mode: ['', 'query', 'fragment', 'form_post'],
  scope: ['openid', 'openid profile', EVERYTHING.scope],
  state: ['a state', 'ä&=#%'],
  nonce: ['n'],
  prompt: ['', '', 'none', 'login', 'consent', 'select_account', 'login consent'],
  max_age: ['', '0', '3600'],
  login_hint: ['alice'],
  code_challenge: [PKCE.code_challenge],
  code_challenge_method: ['S256'],
  resource: [API],
})

/** Fewer parameters, so that many of these requests are right. */
const MOSTLY_RIGHT = formsOf({
  client_id: ['app'],
  redirect_uri: [REDIRECT_URI],
  response_type: ['code', 'code id_token', 'code token', 'code id_token token'],
  scope: ['openid'],
  state: ['a state'],
  nonce: ['n'],
})

/** What a form says for one name, where it says it once and in UTF-8. */
const onlyValue = (form: FormText, name: string): string | undefined => {
  const values = new URLSearchParams(form).getAll(name).filter((value) => value !== '')
  return values.length === 1 ? values[0] : undefined
}

throughEachDoor('generated input', (given) => {
  let agent: UserAgent
  let stranger: UserAgent
  before(async () => {
    agent = await signedIn(given())
    stranger = userAgent(given().door)
    await addClient(given(), { client_id: 'public', ...PUBLIC })
  })
  const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const [what, forms] of [
    ['anything', AUTHORIZE],
    ['mostly right', MOSTLY_RIGHT],
  ] as const)
    test(`/authorize holds what it must (${what}): GET and POST, signed in and not (RFC 6749 §4.1.2.1, RFC 9207 §2)`, () =>
      fc.assert(
        fc.asyncProperty(forms, fc.boolean(), fc.boolean(), async (form, isPost, isKnown) => {
          const asked = isPost
            ? { method: 'POST', path: '/authorize', body: form, headers: FORM_HEADERS }
            : { path: `/authorize?${form}` }
          const browser = isKnown ? agent : stranger
          const answer = await holdInvariants(given(), () => browser.send(asked))
          const landing = landingOfAnywhere(answer)
          const state = onlyValue(form, 'state')
          const isEchoed = state !== undefined && state.length <= 4096
          if (landing !== undefined)
            assert.deepEqual(landing.parameters.getAll('state'), isEchoed ? [state] : [])
        }),
        FUZZ,
      ))

  test('/oauth/token holds what it must', async () => {
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    const codes = [await newCode(agent), await newCode(agent, PKCE)]
    const forms = formsOf({
      grant_type: ['authorization_code', 'refresh_token'],
      code: codes,
      redirect_uri: [REDIRECT_URI],
      code_verifier: [VERIFIER],
      refresh_token: [String(json.refresh_token)],
      scope: ['openid', ''],
      resource: [API],
      client_id: ['app', 'app', 'public', ''],
    })
    await fc.assert(
      fc.asyncProperty(forms, fc.constantFrom(...CREDENTIALS), async (form, headers) => {
        const asked = { method: 'POST', path: '/oauth/token', body: form, headers }
        await holdInvariants(given(), () => given().door.send(asked))
      }),
      FUZZ,
    )
  })

  for (const path of ['/oauth/revoke', '/oauth/introspect', '/userinfo'])
    test(`${path} holds what it must`, async () => {
      const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
      const tokens = [json.access_token, json.id_token].map(String)
      const forms = formsOf({
        token: tokens,
        access_token: [...tokens, '', ''],
        token_type_hint: ['access_token', 'refresh_token'],
        client_id: ['app', ''],
      })
      const credentials = [...CREDENTIALS, { authorization: `Bearer ${json.access_token}` }]
      await fc.assert(
        fc.asyncProperty(forms, fc.constantFrom(...credentials), async (form, headers) => {
          const asked = { method: 'POST', path, body: form, headers }
          await holdInvariants(given(), () => given().door.send(asked))
        }),
        FUZZ,
      )
    })

  test('assertions hold what they must: any header, any claims, any signature', async () => {
    const part = (text: string) => Buffer.from(text).toString('base64url')
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('app', 'signer', 'ES256', 'RS256', 'none'),
    )
    const objects = (...names: readonly string[]) =>
      fc.oneof(
        fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }),
        fc.jsonValue(),
      )
    const header = objects('alg', 'kid', 'typ', 'crit', 'jwk', 'b64', 'zip')
    const claims = objects('iss', 'sub', 'aud', 'exp', 'jti', 'iat', 'nbf')
    await addClient(given(), {
      client_id: 'signer',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }] },
    })
    await fc.assert(
      fc.asyncProperty(header, claims, fc.base64String(), async (head, payload, signature) => {
        const named = Object.assign({ iss: 'signer' }, payload)
        const jwt = `${part(JSON.stringify(head))}.${part(JSON.stringify(named))}.${signature}`
        const body = new URLSearchParams({ grant_type: 'refresh_token', ...assertionForm(jwt) })
        const asked = { method: 'POST', path: '/oauth/token', body }
        const { status } = await holdInvariants(given(), () => given().door.send(asked))
        assert.ok([400, 401].includes(status))
      }),
      FUZZ,
    )
  })

  test('the pages of a flow hold what they must: any form, any ticket, any cookie', async () => {
    const page = await stranger.open({ path: authorizePath() })
    const path = /action="([^"]*)"/.exec(page.text)?.[1] ?? ''
    const ticket = hiddenFields(page).get('ticket') ?? ''
    assert.match(path, /^\/interaction\//)
    const forms = formsOf({
      ticket: [ticket, ticket, ticket, `${ticket}A`, ticket.slice(0, -1), 'x'],
      step: ['login', 'consent', 'select_account', 'continue'],
      action: ['sign_in', 'allow', 'deny', 'choose', 'continue', 'use_another_account'],
      username: ['alice'],
      sub: ['x'],
    })
    const places = fc.constantFrom(path, path, `${path}/continue`, '/interaction/x')
    await fc.assert(
      fc.asyncProperty(
        forms,
        places,
        fc.boolean(),
        fc.boolean(),
        async (form, place, isPost, isOwn) => {
          const browser = isOwn ? stranger : agent
          const asked = isPost
            ? { method: 'POST', path: place, body: form, headers: FORM_HEADERS }
            : { path: `${place}?${form}` }
          await holdInvariants(given(), () => browser.send(asked))
        },
      ),
      FUZZ,
    )
  })
})

const CREDENTIALS: readonly Readonly<Record<string, string>>[] = [
  { authorization: basic() },
  { authorization: basic() },
  { authorization: basic() },
  { authorization: basic() },
  { authorization: basic('app', 'not it') },
  { authorization: basic('public', CLIENT_SECRET) },
  { authorization: 'Basic' },
  { authorization: 'Bearer x' },
  {},
]
