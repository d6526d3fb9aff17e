import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { claimsOf, userinfo } from '../support/flow.ts'
import { ACR, API, ISSUER } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const ALICE = {
  name: 'Alice Example',
  preferred_username: 'alice',
  email: 'alice@example.com',
  email_verified: true,
}

throughEachDoor('a response without a code', (given) => {
  let agent: UserAgent
  const ask = (over: Readonly<Record<string, string | undefined>>) =>
    landing(agent, { client_id: 'every', ...over })
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'every', response_types: EVERY_RESPONSE_TYPE })
    await addClient(given(), { client_id: 'hybrid-only', response_types: ['code id_token token'] })
  })

  test('response_type none answers state and iss alone, by query (Multiple Response Types §4)', async () => {
    const { where, parameters } = await ask({ response_type: 'none', nonce: undefined })
    assert.equal(where, 'query')
    assert.deepEqual(Object.fromEntries(parameters), { state: 'a state', iss: ISSUER })
  })

  test('response_type none asks the person as any other does (Multiple Response Types §4)', async () => {
    const nobody = userAgent(given().door)
    const asked = { client_id: 'every', response_type: 'none', prompt: 'none' }
    const { where, parameters } = await landing(nobody, asked)
    assert.deepEqual([where, parameters.get('error')], ['query', 'login_required'])
  })

  test('none stands alone (Multiple Response Types §4)', async () => {
    for (const response_type of ['none code', 'none id_token', 'none none']) {
      const { parameters } = await ask({ response_type })
      assert.equal(parameters.get('error'), 'unsupported_response_type')
    }
  })

  test('id_token alone has the claims of the scope in it, for there is no token to fetch them with (Core §5.4)', async () => {
    const { parameters } = await ask({ response_type: 'id_token', scope: 'openid profile email' })
    const { sub, s_hash, ...claims } = claimsOf(parameters.get('id_token'))
    const now = given().now()
    assert.deepEqual(claims, {
      ...ALICE,
      iss: ISSUER,
      aud: 'every',
      iat: now,
      exp: now + 600,
      auth_time: now,
      nonce: 'a-nonce',
      acr: ACR,
      amr: ['pwd'],
    })
    assert.ok([sub, s_hash].every((claim) => typeof claim === 'string'))
  })

  test('id_token alone with the scope openid has nothing about the person', async () => {
    const { parameters } = await ask({ response_type: 'id_token', scope: 'openid' })
    const claims = claimsOf(parameters.get('id_token'))
    for (const name of Object.keys(ALICE)) assert.equal(claims[name], undefined)
  })

  test('with a token beside it, the claims of the scope come from UserInfo (Core §5.4)', async () => {
    const asked = { response_type: 'id_token token', scope: 'openid profile email' }
    const front = await ask(asked)
    const { sub, name, email } = claimsOf(parameterOf(front, 'id_token'))
    assert.deepEqual([name, email], [undefined, undefined])
    const { text } = await userinfo(given(), parameterOf(front, 'access_token'))
    assert.deepEqual(JSON.parse(text), { sub, ...ALICE })
  })

  test('the token is marked, short, and has no offline_access (PITFALLS 9, Core §11)', async () => {
    const scope = 'openid offline_access read:notes'
    const front = await ask({ response_type: 'id_token token', scope, resource: API })
    const claims = claimsOf(parameterOf(front, 'access_token'))
    assert.deepEqual(
      [claims.front_channel, claims.scope, Number(claims.exp) - Number(claims.iat)],
      [true, 'openid read:notes', 300],
    )
    assert.equal(front.parameters.get('scope'), 'openid read:notes')
  })

  test('nothing is written for any of them', async () => {
    const before = rowCounts(given())
    for (const response_type of ['none', 'id_token', 'id_token token']) await ask({ response_type })
    assert.deepEqual(rowCounts(given()), before)
  })

  test('a hybrid client need not have implicit: what it is not registered for is refused (Dynamic Registration §2)', async () => {
    for (const [response_type, where] of [
      ['id_token', 'fragment'],
      ['id_token token', 'fragment'],
      ['none', 'query'],
    ] as const) {
      const front = await landing(agent, { client_id: 'hybrid-only', response_type })
      assert.deepEqual([front.where, front.parameters.get('error')], [where, 'unauthorized_client'])
    }
    const hybrid = { client_id: 'hybrid-only', response_type: 'code id_token token' }
    assert.ok((await landing(agent, hybrid)).parameters.has('code'))
  })

  test('somebody who is disabled is given nothing, though the browser is signed in still', async () => {
    const person = await given().people.findPersonByLogin('default', 'alice')
    assert.ok(person)
    await given().people.replacePerson('default', { ...person, disabled: true })
    for (const response_type of EVERY_RESPONSE_TYPE) {
      const { parameters } = await ask({ response_type, prompt: 'none' })
      assert.equal(parameters.get('error'), 'login_required')
    }
    await given().people.replacePerson('default', person)
    assert.ok((await ask({ response_type: 'id_token', prompt: 'none' })).parameters.has('id_token'))
  })
})

throughEachDoor(
  'an OP that is set to two response types',
  (given) => {
    test('has those and no other, and tells so (Core §3.1.2.6, Discovery §3)', async () => {
      const agent = await signedIn(given())
      for (const response_type of ['none', 'code', 'id_token', 'id_token token', 'code token']) {
        const { parameters } = await landing(agent, { response_type })
        assert.equal(parameters.get('error'), 'unsupported_response_type')
      }
      assert.ok((await landing(agent, {})).parameters.has('id_token'))
      const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
      const { response_types_supported, grant_types_supported } = JSON.parse(text)
      assert.deepEqual(response_types_supported, ['code id_token', 'code id_token token'])
      assert.deepEqual(grant_types_supported, [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'implicit',
      ])
    })
  },
  { response_types: ['code id_token', 'code id_token token'] },
)

throughEachDoor(
  'an OP that is set to code alone',
  (given) => {
    test('does not tell of the implicit grant (Discovery §3)', async () => {
      const { text } = await given().door.send({ path: '/.well-known/openid-configuration' })
      assert.deepEqual(JSON.parse(text).grant_types_supported, [
        'authorization_code',
        'refresh_token',
        'client_credentials',
      ])
    })
  },
  { response_types: ['code'] },
)
