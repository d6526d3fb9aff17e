import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { clientKey } from '../support/assertions.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { FUZZ } from '../support/fuzz.ts'
import { holdInvariants } from '../support/invariants.ts'
import { checkMembers, type ProgramEndpoint } from '../support/members.ts'
import { type JsonText, objectsOf } from '../support/objects.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { registerAnew, type SelfRegistered } from '../support/registration.ts'
import type { Asked } from '../support/user-agent.ts'

const AT_RP = 'https://rp.example/'
const JWKS = { keys: [clientKey('ES256', 'a').public_jwk] }

/** Values of client metadata, each right for some client, not always beside each other. */
const METADATA = {
  redirect_uris: [[REDIRECT_URI], [REDIRECT_URI, `${AT_RP}other`], ['com.example.app:/callback']],
  response_types: [['code'], ['code id_token'], ['id_token', 'token id_token code'], ['none']],
  grant_types: [
    ['authorization_code', 'implicit'],
    ['authorization_code', 'refresh_token'],
  ],
  application_type: ['web', 'web', 'native'],
  contacts: [['a@rp.example']],
  client_name: ['App'],
  'client_name#fr': ['Appli'],
  client_uri: [AT_RP],
  logo_uri: [`${AT_RP}logo.png`],
  policy_uri: [`${AT_RP}policy`],
  tos_uri: [`${AT_RP}terms`],
  jwks: [JWKS],
  subject_type: ['public', 'pairwise'],
  id_token_signed_response_alg: ['RS256', 'ES256', 'EdDSA'],
  userinfo_signed_response_alg: ['RS256'],
  request_object_signing_alg: ['ES256'],
  token_endpoint_auth_method: ['client_secret_basic', 'private_key_jwt', 'none'],
  token_endpoint_auth_signing_alg: ['ES256'],
  default_max_age: [3600],
  require_auth_time: [true, false],
  default_acr_values: [['1', '2']],
  initiate_login_uri: [`${AT_RP}login`],
  request_uris: [[`${AT_RP}request#1`]],
  scope: ['openid profile', 'openid email read:notes'],
  software_id: ['a'],
  software_version: ['1'],
  require_signed_request_object: [true, false],
  require_pushed_authorization_requests: [true, false],
  post_logout_redirect_uris: [[`${AT_RP}bye`]],
  frontchannel_logout_uri: [`${AT_RP}front`],
  frontchannel_logout_session_required: [true],
  backchannel_logout_uri: [`${AT_RP}back`],
  backchannel_logout_session_required: [true],
} as const
const FEW = { redirect_uris: [[REDIRECT_URI]], client_name: ['App'], scope: ['openid'] } as const

const CODES = ['invalid_redirect_uri', 'invalid_client_metadata', 'invalid_request']

throughEachDoor(
  'generated client metadata hold what they must',
  (given) => {
    let client: SelfRegistered
    before(async () => {
      client = await registerAnew(given())
    })

    const held = async (endpoint: ProgramEndpoint, asked: Asked) => {
      const headers = { 'content-type': 'application/json', ...asked.headers }
      const answer = await holdInvariants(given(), () => given().door.send({ ...asked, headers }))
      checkMembers(endpoint, answer)
      return answer
    }

    const register = (body: JsonText) =>
      held('registration', { method: 'POST', path: '/oauth/register', body })

    for (const [what, objects] of [
      ['anything', objectsOf(METADATA)],
      ['mostly right', objectsOf(FEW)],
      ['any JSON', fc.json()],
    ] as const)
      test(`registering ${what} is 201, or 400 with a code of its own (RFC 7591 §3.2)`, () =>
        fc.assert(
          fc.asyncProperty(objects, async (body) => {
            const { status, text } = await register(body)
            assert.ok(status === 201 || status === 400)
            const { error } = JSON.parse(text)
            if (status === 400) assert.ok(CODES.includes(error), error)
          }),
          FUZZ,
        ))

    const own = () => new URL(client.registration_client_uri).pathname
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

    for (const [what, objects] of [
      ['anything', METADATA],
      ['mostly right', FEW],
    ] as const)
      test(`replacing by ${what} is 200 or 400, and a refusal changes nothing (RFC 7592 §2.2)`, async () => {
        const forms = objectsOf({ client_id: [client.client_id], ...objects })
        const read = async () =>
          (await given().door.send({ path: own(), headers: headersOfOwner })).text
        const headersOfOwner = bearer(client.registration_access_token)
        await fc.assert(
          fc.asyncProperty(forms, async (body) => {
            const earlier = await read()
            const asked = { method: 'PUT', path: own(), headers: headersOfOwner, body }
            const { status, text } = await held('configuration', asked)
            assert.ok(status === 200 || status === 400)
            if (status === 400) assert.ok(CODES.includes(JSON.parse(text).error), text)
            if (status === 400) assert.equal(await read(), earlier)
          }),
          FUZZ,
        )
      })

    test('another token, or another address, opens no registration (RFC 7592 §2)', async () => {
      const { registration_access_token: token } = client
      const paths = [own(), `${own()}/`, `${own()}%00`, '/oauth/register/app', '/oauth/register/']
      const strange = ['%', '%ff', '__proto__', '..%2fapp', 'a'.repeat(2000)]
      const where = [...paths, ...strange.map((name) => `/oauth/register/${name}`)]
      const tokens = ['', 'x', `${token}A`, token.slice(1), '__proto__', 'a'.repeat(5000), token]
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('GET', 'PUT', 'DELETE'),
          fc.constantFrom(...where),
          fc.constantFrom(...tokens),
          objectsOf({ client_id: [client.client_id], ...FEW }),
          async (method, path, shown, body) => {
            if (path === own() && shown === token) return
            const headers = bearer(shown)
            const sent = method === 'PUT' ? { body } : {}
            const { status } = await held('configuration', { method, path, headers, ...sent })
            assert.equal(status, 401)
          },
        ),
        FUZZ,
      )
    })
  },
  {
    registration: 'open',
    registration_limits: { per_address: 1_000_000, total: 1_000_000 },
    fetch: async () => ({ status: 404, body: '' }),
  },
)
