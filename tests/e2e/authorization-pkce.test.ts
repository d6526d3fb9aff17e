import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, inForm, PKCE, PUBLIC, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { post } from '../support/flow.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { landing, newCode, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const NONE = {}
const RIGHT = { code_verifier: VERIFIER }
const WRONG = { code_verifier: VERIFIER.replace('d', 'e') }
const SHORT = { code_verifier: VERIFIER.slice(1) }
/** What `plain` would take: the challenge itself. */
const PLAIN = { code_verifier: PKCE.code_challenge }

// biome-ignore format: a table
const MATRIX: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string | undefined])[] = [
  ['no challenge, no verifier',          NONE, NONE,  undefined],
  ['no challenge, a verifier',           NONE, RIGHT, 'invalid_grant'],
  ['a challenge, its verifier',          PKCE, RIGHT, undefined],
  ['a challenge, no verifier',           PKCE, NONE,  'invalid_grant'],
  ['a challenge, another verifier',      PKCE, WRONG, 'invalid_grant'],
  ['a challenge, a verifier cut short',  PKCE, SHORT, 'invalid_grant'],
  ['a challenge, the challenge itself',  PKCE, PLAIN, 'invalid_grant'],
]

throughEachDoor('PKCE', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), {
      client_id: 'posting',
      token_endpoint_auth_method: 'client_secret_post',
    })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
  })

  for (const response_type of ['code', 'code id_token', 'code token', 'code id_token token'])
    for (const [name, challenge, verifier, error] of MATRIX)
      test(`PITFALLS 6: ${response_type}: ${name}: ${error ?? 'redeemed'} (RFC 7636 §4.6, RFC 9700 §4.8.2)`, async () => {
        const code = await newCode(agent, { client_id: 'posting', response_type, ...challenge })
        const before = rowCounts(given())
        const form = { ...inForm('posting'), redirect_uri: REDIRECT_URI, code, ...verifier }
        const { json } = await post(
          given(),
          '/oauth/token',
          { grant_type: 'authorization_code', ...form },
          {},
        )
        assert.equal(json.error, error)
        if (error !== undefined) assert.deepEqual(rowCounts(given()), before)
      })

  for (const response_type of ['code', 'code id_token', 'code token', 'code id_token token'])
    test(`PITFALLS 6: ${response_type} of a public client needs a challenge (RFC 9700 §2.1.1)`, async () => {
      const asked = { client_id: 'public', response_type }
      const { parameters } = await landing(agent, asked)
      assert.equal(parameters.get('error'), 'invalid_request')
      assert.equal(parameters.get('error_description'), 'code_challenge is required')
      assert.ok((await landing(agent, { ...asked, ...PKCE })).parameters.has('code'))
    })
})
