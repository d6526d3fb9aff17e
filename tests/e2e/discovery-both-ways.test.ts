import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import {
  advertises,
  ask,
  askedAndLanded,
  comesTo,
  EVERYONE,
  readMetadata,
  SETTINGS,
  signInAnyhow,
  type Told,
} from '../support/advertised.ts'
import { addClient, PKCE, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, landingOf, post } from '../support/flow.ts'
import { ISSUER, REDIRECT_URI } from '../support/op.ts'
import { register } from '../support/registration.ts'
import type { UserAgent } from '../support/user-agent.ts'

/** Every path that there can be, and the name by which it is told. */
// biome-ignore format: a table
const TOLD_PATHS = [
  ['/authorize',               'authorization_endpoint'],
  ['/oauth/par',               'pushed_authorization_request_endpoint'],
  ['/oauth/token',             'token_endpoint'],
  ['/userinfo',                'userinfo_endpoint'],
  ['/.well-known/jwks.json',   'jwks_uri'],
  ['/oauth/revoke',            'revocation_endpoint'],
  ['/oauth/introspect',        'introspection_endpoint'],
  ['/oauth/register',          'registration_endpoint'],
  ['/oauth/logout',            'end_session_endpoint'],
  ['/oauth/check-session',     'check_session_iframe'],
] as const

/** Paths that no metadata name: what leads to each is told in an answer, or is where the specification says. */
// biome-ignore format: a table
const PATHS_BEHIND = [
  ['/oauth/register/x',                              'registration_endpoint'],
  ['/oauth/logout/confirm',                          'end_session_endpoint'],
  ['/interaction/x',                                 'authorization_endpoint'],
  ['/.well-known/openid-configuration',              'issuer'],
  ['/.well-known/oauth-authorization-server',        'issuer'],
] as const

/** Endpoints of specifications that Gryphon does not have. */
const NOWHERE = ['/oauth/device', '/oauth/bc-authorize', '/token', '/oauth/authorize', '/register']

/** By hand from Multiple Response Types and Core §3: what comes of each response type. */
// biome-ignore format: a table
const RESPONSE_TYPES = [
  ['none',                'answered'],
  ['code',                'answered code'],
  ['id_token',            'answered id_token'],
  ['id_token token',      'answered id_token access_token'],
  ['code id_token',       'answered code id_token'],
  ['code token',          'answered code access_token'],
  ['code id_token token', 'answered code id_token access_token'],
  ['token',               undefined],
  ['code none',           undefined],
  ['device',              undefined],
] as const

const RESPONSE_MODES = ['query', 'fragment', 'form_post', 'web_message', 'query.jwt', 'jwt']

for (const [name, config] of Object.entries(SETTINGS))
  throughEachDoor(
    `what is told works, and what works is told: ${name}`,
    (given) => {
      let agent: UserAgent
      let told: Told
      before(async () => {
        await addClient(given(), EVERYONE)
        agent = await signInAnyhow(given())
        told = await readMetadata(given())
      })
      const has = (list: string, value: string) => advertises(told, list, value)

      test('an endpoint is there exactly where it is told (Discovery §3, RFC 8414 §2)', async () => {
        for (const [path, metadata] of [...TOLD_PATHS, ...PATHS_BEHIND]) {
          const { status } = await given().door.send({ method: 'PATCH', path })
          assert.deepEqual([path, status], [path, metadata in told ? 405 : 404])
        }
        for (const [path, metadata] of TOLD_PATHS)
          if (metadata in told) assert.equal(told[metadata], ISSUER + path)
        const names: readonly string[] = TOLD_PATHS.map(([, metadata]) => metadata)
        const addresses = Object.keys(told).filter((one) => /_endpoint$|_iframe$|_uri$/.test(one))
        assert.deepEqual(
          addresses.filter((one) => !names.includes(one)),
          [],
        )
        for (const path of NOWHERE) assert.equal((await given().door.send({ path })).status, 404)
      })

      for (const [response_type, answer] of RESPONSE_TYPES)
        test(`response_type ${response_type} is answered exactly where it is told`, async () => {
          const expected = has('response_types_supported', response_type)
            ? (answer ?? 'nothing')
            : 'unsupported_response_type'
          assert.equal(await comesTo(given(), agent, { response_type }), expected)
        })

      for (const response_mode of RESPONSE_MODES)
        test(`response_mode ${response_mode} is used exactly where it is told`, async () => {
          const [response_type] = told.response_types_supported as string[]
          const suits = response_type === 'none' || response_type === 'code'
          if (response_mode === 'query' && !suits) return
          const over = { response_type, response_mode }
          if (!has('response_modes_supported', response_mode))
            assert.equal(await comesTo(given(), agent, over), 'invalid_request')
          else assert.equal((await askedAndLanded(given(), agent, over)).where, response_mode)
        })

      const withCode = () =>
        RESPONSE_TYPES.map(([type]) => type).find(
          (type) => type.split(' ').includes('code') && has('response_types_supported', type),
        )
      const tokens = (form: Readonly<Record<string, string>>) =>
        post(given(), '/oauth/token', form, { authorization: basic('every') })

      test('grant_type authorization_code and refresh_token work exactly where they are told', async () => {
        const response_type = withCode()
        for (const grant_type of ['authorization_code', 'refresh_token'])
          assert.equal(has('grant_types_supported', grant_type), response_type !== undefined)
        if (response_type === undefined) return
        const over = { response_type, scope: 'openid offline_access', ...PKCE }
        const { parameters } = await askedAndLanded(given(), agent, over)
        const code = parameters.get('code') ?? assert.fail('no code')
        const form = { code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER }
        const redeemed = await tokens({ grant_type: 'authorization_code', ...form })
        assert.equal(redeemed.status, 200)
        const refresh_token = String(redeemed.json.refresh_token)
        assert.equal((await tokens({ grant_type: 'refresh_token', refresh_token })).status, 200)
      })

      test('grant_type client_credentials works, and implicit is told where something comes of it', async () => {
        assert.equal(has('grant_types_supported', 'client_credentials'), true)
        assert.equal((await tokens({ grant_type: 'client_credentials' })).status, 200)
        const types = told.response_types_supported as string[]
        const implicit = types.some((type) => /\b(id_)?token\b/.test(type))
        assert.equal(has('grant_types_supported', 'implicit'), implicit)
      })

      test('a grant type that is not told is refused (RFC 6749 §5.2)', async () => {
        for (const grant_type of ['password', 'urn:ietf:params:oauth:grant-type:device_code', '']) {
          assert.equal(has('grant_types_supported', grant_type), false)
          const { json } = await tokens({ grant_type })
          const error = grant_type === '' ? 'invalid_request' : 'unsupported_grant_type'
          assert.equal(json.error, error)
        }
      })

      test('requests must be pushed exactly where that is told (RFC 9126 §5)', async () => {
        const path = authorizePath({ client_id: 'every', response_type: 'none' })
        const { parameters } = landingOf(await agent.open({ path })) ?? assert.fail('no landing')
        const mustBePushed = parameters.get('error_description') === 'the request must be pushed'
        assert.equal(mustBePushed, told.require_pushed_authorization_requests)
      })

      test('session_state comes exactly where the frame is told (Session Management §2, §3.3)', async () => {
        const [response_type] = told.response_types_supported as string[]
        const { parameters } = await askedAndLanded(given(), agent, { response_type })
        assert.equal(parameters.has('session_state'), 'check_session_iframe' in told)
        assert.equal(parameters.has('iss'), told.authorization_response_iss_parameter_supported)
      })

      test('what registers itself has what is told, and nothing else (Dynamic Registration §2)', async () => {
        if (config.registration !== 'open') return
        const redirect_uris = [REDIRECT_URI]
        for (const [response_type] of RESPONSE_TYPES) {
          const { status } = await register(given(), {
            redirect_uris,
            response_types: [response_type],
          })
          const isTold = has('response_types_supported', response_type)
          assert.deepEqual([response_type, status], [response_type, isTold ? 201 : 400])
        }
      })

      test('an account is made at once exactly where prompt=create is told (Initiating User Registration §4)', async () => {
        const [response_type] = told.response_types_supported as string[]
        const { text } = await ask(given(), agent, { response_type, prompt: 'create' })
        const isMade = text.includes('name="action" value="create"')
        assert.equal(isMade, has('prompt_values_supported', 'create'))
      })
    },
    name === 'the defaults' ? config : { ...config, doors: ['fetch'] },
  )
