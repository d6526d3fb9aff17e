import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, claimsOf, landed, redeem, userinfo } from '../support/flow.ts'
import { ISSUER, type TestOp } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { type Answer, type UserAgent, userAgent } from '../support/user-agent.ts'

const BEA = {
  action: 'create',
  name: 'Bea Baker',
  username: 'bea@example.com',
  password: 'bread and butter',
}

const CREATION = authorizePath({ prompt: 'create', scope: 'openid email', response_type: 'code' })

const titleOf = ({ text }: Answer) => /<title>([^<]*) · /.exec(text)?.[1]

/** The other page of an interaction: sign-in from creation, and the reverse. */
const goOver = (agent: UserAgent, { text }: Answer): Promise<Answer> => {
  const link = /<a href="([^"]*show=[^"]*)"/.exec(text)?.[1] ?? assert.fail('no link')
  return agent.open({ path: link.replaceAll('&amp;', '&') })
}

const metadataOf = async ({ door }: TestOp) =>
  JSON.parse((await door.send({ path: '/.well-known/openid-configuration' })).text)

throughEachDoor(
  'creating accounts where sign-up is open',
  (given) => {
    test('is advertised (Initiating User Registration §4.2)', async () => {
      const { prompt_values_supported } = await metadataOf(given())
      assert.deepEqual(prompt_values_supported, [
        'none',
        'login',
        'consent',
        'select_account',
        'create',
      ])
    })

    test('prompt=create makes an account and answers as after a sign-in (Initiating User Registration §4.1)', async () => {
      const agent = userAgent(given().door)
      const creation = await agent.open({ path: CREATION })
      assert.equal(titleOf(creation), 'Create your account')
      const consent = await agent.submit(creation, BEA)
      assert.equal(titleOf(consent), 'Example App asks for your permission')
      const { parameters } = landed(await agent.submit(consent, ALLOW))
      assert.equal(parameters.get('state'), 'a state')
      const { json } = await redeem(given(), parameters.get('code') ?? '')
      const { sub, acr, amr } = claimsOf(json.id_token)
      assert.equal(acr, 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport')
      assert.deepEqual(amr, ['pwd'])
      const told = await userinfo(given(), String(json.access_token))
      assert.deepEqual(JSON.parse(told.text), {
        sub,
        email: 'bea@example.com',
        email_verified: false,
      })
    })

    test('an account that somebody makes is told to the operator, once, before the sign-in', async () => {
      const agent = userAgent(given().door)
      const before = given().events.length
      const eve = { ...BEA, username: 'eve' }
      const creation = await agent.open({ path: CREATION })
      await Promise.all([agent.submit(creation, eve), agent.submit(creation, eve)])
      const person = await given().people.findPersonByLogin('default', 'eve')
      const told = given().events.slice(before)
      const [created, ...more] = told.filter(({ event }) => event.startsWith('account.'))
      assert.deepEqual(more, [])
      const about = { tenant_id: 'default', client_id: 'app', sub: person?.sub }
      const request_id = created?.request_id
      assert.deepEqual(created, { event: 'account.created', request_id, ...about })
      const ofRequest = told.filter((event) => event.request_id === request_id)
      assert.deepEqual(
        ofRequest.map(({ event }) => event),
        ['account.created', 'signed_in'],
      )
    })

    test('a live session does not stand in for it', async () => {
      const agent = userAgent(given().door)
      const cara = { ...BEA, username: 'cara' }
      await agent.submit(await agent.open({ path: CREATION }), cara)
      assert.equal(titleOf(await agent.open({ path: CREATION })), 'Create your account')
    })

    test('who has an account signs in by the link, in the same request', async () => {
      const agent = userAgent(given().door)
      const creation = await agent.open({ path: CREATION })
      const signIn = await goOver(agent, creation)
      assert.equal(titleOf(signIn), 'Sign in')
      const person = { username: 'alice', password: 'correct horse battery', action: 'sign_in' }
      const consent = await agent.submit(signIn, person)
      assert.equal(titleOf(consent), 'Example App asks for your permission')
    })

    test('the sign-in page leads to it without prompt=create', async () => {
      const agent = userAgent(given().door)
      const creation = await goOver(agent, await agent.open({ path: authorizePath() }))
      assert.equal(titleOf(creation), 'Create your account')
      const consent = await agent.submit(creation, { ...BEA, username: 'dora' })
      assert.equal(titleOf(consent), 'Example App asks for your permission')
    })

    test('a name that is taken is told, and nothing is written', async () => {
      const agent = userAgent(given().door)
      const before = rowCounts(given())
      const creation = await agent.open({ path: CREATION })
      const told = await agent.submit(creation, { ...BEA, username: 'alice' })
      assert.equal(titleOf(told), 'Error: Create your account')
      assert.match(told.text, /Someone has this username already/)
      assert.doesNotMatch(told.text, /bread and butter/)
      assert.deepEqual(rowCounts(given()), before)
    })

    test('an address that is somebody’s is taken too', async () => {
      const agent = userAgent(given().door)
      const creation = await agent.open({ path: CREATION })
      const told = await agent.submit(creation, { ...BEA, username: 'Alice@example.com' })
      assert.match(told.text, /Someone has this username already/)
    })
  },
  { sign_up: 'open' },
)

throughEachDoor('creating accounts where sign-up is off', (given) => {
  test('is not advertised, and prompt=create is invalid_request, which names it (Initiating User Registration §4.1)', async () => {
    const { prompt_values_supported } = await metadataOf(given())
    assert.deepEqual(prompt_values_supported, ['none', 'login', 'consent', 'select_account'])
    const before = rowCounts(given())
    const { parameters } = landed(await userAgent(given().door).open({ path: CREATION }))
    assert.deepEqual(Object.fromEntries(parameters), {
      error: 'invalid_request',
      error_description: 'prompt create is not supported',
      state: 'a state',
      iss: ISSUER,
    })
    assert.deepEqual(rowCounts(given()), before)
  })

  test('a form that was made by hand creates nothing', async () => {
    const agent = userAgent(given().door)
    const before = rowCounts(given())
    const page = await agent.open({ path: authorizePath() })
    assert.doesNotMatch(page.text, /show=create/)
    await agent.submit(page, BEA)
    assert.deepEqual(rowCounts(given()), before)
  })
})

describe('a flood of new accounts', () => {
  throughEachDoor(
    'is bounded',
    (given) => {
      test('by telling to wait: 429 with Retry-After (RFC 6585 §4)', async () => {
        const agent = userAgent(given().door)
        const creation = await agent.open({ path: CREATION })
        const taken = { ...BEA, username: 'alice' }
        const tries = await Promise.all(
          Array.from({ length: 61 }, () => agent.submit(creation, taken)),
        )
        const told = tries.filter(({ status }) => status === 429)
        assert.equal(told.length, 1)
        assert.equal(told[0]?.headers.get('retry-after'), '2')
      })
    },
    { sign_up: 'open' },
  )
})
