import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { type ClientKey, clientKey } from '../support/assertions.ts'
import { addClient, inForm, PKCE, PUBLIC, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, redeem } from '../support/flow.ts'
import { FUZZ } from '../support/fuzz.ts'
import { holdInvariants } from '../support/invariants.ts'
import { checkMembers, type ProgramEndpoint } from '../support/members.ts'
import { objectsOf } from '../support/objects.ts'
import { API, CLIENT_SECRET, ISSUER, REDIRECT_URI } from '../support/op.ts'
import { signText, unsignedJwt } from '../support/raw-jwt.ts'
import { EVERYTHING, newCode, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'
import { type FormText, formsOf } from '../support/vocabulary.ts'

type Headers = Readonly<Record<string, string>>

const CREDENTIALS: readonly Headers[] = [
  ...Array.from({ length: 6 }, () => ({ authorization: basic() })),
  { authorization: basic('machine') },
  { authorization: basic('app', 'not it') },
  { authorization: basic('public', CLIENT_SECRET) },
  { authorization: 'Basic' },
  { authorization: 'Basic %%%' },
  { authorization: `Basic ${btoa('%ff:%zz')}` },
  { authorization: 'Bearer x' },
  {},
]
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' }
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

throughEachDoor('generated requests of clients hold what they must', (given) => {
  let agent: UserAgent
  let key: ClientKey
  before(async () => {
    agent = await signedIn(given())
    key = clientKey('ES256', 'a')
    await addClient(given(), { client_id: 'public', ...PUBLIC })
    const machine = { response_types: [], redirect_uris: [], grant_types: ['client_credentials'] }
    await addClient(given(), { client_id: 'machine', ...machine, scope: ['read:notes'] })
    const by_key = { token_endpoint_auth_method: 'private_key_jwt' } as const
    await addClient(given(), { client_id: 'signer', ...by_key, jwks: { keys: [key.public_jwk] } })
    // A point that is not on its curve: registration refuses it, and what is in a store may be older than that.
    const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }] }
    const signer = await given().store.findClient('default', 'signer')
    if (signer === undefined) throw new Error('no client')
    await given().store.registerClient('default', { ...signer, client_id: 'off-curve', jwks })
  })

  const held = async (endpoint: ProgramEndpoint, path: string, body: FormText, over: Headers) => {
    const headers = { ...FORM_HEADERS, ...over }
    const asked = { method: 'POST', path, body, headers }
    const answer = await holdInvariants(given(), () => given().door.send(asked), 'use')
    checkMembers(endpoint, answer)
    return answer
  }

  const hold = (
    endpoint: ProgramEndpoint,
    path: string,
    forms: fc.Arbitrary<FormText>,
    credentials: readonly Headers[] = CREDENTIALS,
  ) =>
    fc.assert(
      fc.asyncProperty(forms, fc.constantFrom(...credentials), async (form, headers) => {
        await held(endpoint, path, form, headers)
      }),
      FUZZ,
    )

  test('token requests of every grant type (RFC 6749 §5)', async () => {
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    const codes = await Promise.all([newCode(agent), newCode(agent), newCode(agent, PKCE)])
    const forms = formsOf({
      grant_type: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],
      code: codes,
      redirect_uri: [REDIRECT_URI],
      code_verifier: [VERIFIER, ''],
      refresh_token: [String(json.refresh_token)],
      scope: ['openid', '', '', 'read:notes'],
      resource: [API, ''],
      audience: ['', '', API],
      client_id: ['app', 'app', 'public', '', ''],
      client_secret: ['', '', '', '', CLIENT_SECRET],
    })
    await hold('token', '/oauth/token', forms)
  })

  test('token requests that are nearly right (RFC 6749 §4.1.3, §6)', async () => {
    const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
    const refreshed = formsOf({
      grant_type: ['refresh_token'],
      refresh_token: [String(json.refresh_token)],
      scope: ['openid', 'openid profile', ''],
    })
    const machine = formsOf({
      grant_type: ['client_credentials'],
      scope: ['read:notes', ''],
      resource: [API, ''],
      ...Object.fromEntries(
        Object.entries(inForm('machine')).map(([name, value]) => [name, [value]]),
      ),
    })
    await hold('token', '/oauth/token', refreshed, [{ authorization: basic() }])
    await hold('token', '/oauth/token', machine, [{}])
  })

  for (const [endpoint, path] of [
    ['revocation', '/oauth/revoke'],
    ['introspection', '/oauth/introspect'],
    ['userinfo', '/userinfo'],
  ] as const)
    test(`${path}: any token, any credentials`, async () => {
      const { json } = await redeem(given(), await newCode(agent, EVERYTHING))
      const tokens = [json.access_token, json.id_token, json.refresh_token].map(String)
      const [access = '', ...others] = tokens
      const forms = formsOf({
        token: [...tokens, `${access}A`, access.slice(0, -8)],
        access_token: ['', '', '', access, ...others],
        token_type_hint: ['access_token', 'refresh_token'],
        client_id: ['app', ''],
      })
      const bearer = [access, ...others].map((token) => ({ authorization: `Bearer ${token}` }))
      await hold(endpoint, path, forms, [...CREDENTIALS, ...bearer, ...bearer])
    })

  const claims = objectsOf({
    iss: ['signer', 'signer', 'off-curve'],
    sub: ['signer', 'signer', 'off-curve'],
    aud: [ISSUER, [ISSUER], `${ISSUER}/oauth/token`],
    exp: [1_800_003_660],
    jti: ['a', 'b', 'c', 'd'],
    iat: [1_800_003_600],
  })
  const header = objectsOf({ alg: ['ES256'], kid: ['a', 'a', 'b'], typ: ['JWT'] })

  test('assertions: any header, any claims, any signature (RFC 7523 §3)', () =>
    fc.assert(
      fc.asyncProperty(header, claims, fc.option(fc.base64String()), async (head, said, other) => {
        const client_assertion =
          other === null ? signText(key, head, said) : unsignedJwt(head, said, other)
        const form = { client_assertion_type: JWT_BEARER, client_assertion, grant_type: 'x' }
        const body = String(new URLSearchParams(form))
        const { status, text } = await held('token', '/oauth/token', body, {})
        const { error } = JSON.parse(text)
        if (other !== null) assert.deepEqual([status, error], [401, 'invalid_client'])
        else assert.ok(['invalid_client', 'unsupported_grant_type'].includes(error), error)
      }),
      FUZZ,
    ))
})
