import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import {
  ALLOW,
  authorizePath,
  claimsOf,
  landed,
  landingOf,
  logIn,
  SIGN_IN,
} from '../support/flow.ts'
import { ACR } from '../support/op.ts'
import { addBob, SIGN_IN_AS_BOB } from '../support/people.ts'
import { landing, parameterOf, signedIn } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

throughEachDoor('hints and wishes of an Authentication Request', (given) => {
  let alice: UserAgent
  let hint: string
  let sub: unknown
  before(async () => {
    await addBob(given())
    alice = await signedIn(given())
    hint = parameterOf(await landing(alice), 'id_token')
    sub = claimsOf(hint).sub
  })
  const bob = async () => {
    const agent = userAgent(given().door)
    const page = await agent.open({ path: authorizePath() })
    const consent = await agent.submit(page, SIGN_IN_AS_BOB)
    if (landingOf(consent) === undefined) await agent.submit(consent, ALLOW)
    return agent
  }
  const errorFor = async (agent: UserAgent, over: Readonly<Record<string, string>>) =>
    (await landing(agent, over)).parameters.get('error')

  test('an id_token_hint of who is signed in changes nothing (Core §3.1.2.1)', async () => {
    const { parameters } = await landing(alice, { id_token_hint: hint, prompt: 'none' })
    assert.equal(claimsOf(parameters.get('id_token')).sub, sub)
  })

  test('one that has expired is a hint still (Core §3.1.2.1)', async () => {
    given().pass(3600)
    assert.equal(await errorFor(alice, { id_token_hint: hint, prompt: 'none' }), null)
  })

  test('with somebody else signed in and prompt=none: login_required (Core §3.1.2.1)', async () => {
    assert.equal(
      await errorFor(await bob(), { id_token_hint: hint, prompt: 'none' }),
      'login_required',
    )
  })

  test('with somebody else signed in the sign-in page comes, and who was meant can sign in', async () => {
    const agent = await bob()
    const page = await agent.open({ path: authorizePath({ id_token_hint: hint }) })
    assert.match(page.text, /name="password"/)
    const { parameters } = landed(await agent.submit(page, SIGN_IN))
    assert.equal(claimsOf(parameters.get('id_token')).sub, sub)
  })

  test('who signs in as somebody else all the same is sent back with login_required, not round and round', async () => {
    const agent = userAgent(given().door)
    const page = await agent.open({ path: authorizePath({ id_token_hint: hint }) })
    const { parameters } = landed(await agent.submit(page, SIGN_IN_AS_BOB))
    assert.equal(parameters.get('error'), 'login_required')
  })

  test('what is no ID Token of ours is invalid_request (Core §3.1.2.1)', async () => {
    const [header = '', payload = ''] = hint.split('.')
    const { parameters } = await landing(alice, { response_type: 'code token' })
    for (const id_token_hint of [
      'junk',
      `${header}.${payload}.AAAA`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      String(parameters.get('access_token')),
    ])
      assert.equal(await errorFor(alice, { id_token_hint }), 'invalid_request')
  })

  test('the sub claim asked for by value works as the hint does (Core §5.5.1)', async () => {
    const claims = JSON.stringify({ id_token: { sub: { value: sub } } })
    assert.equal(await errorFor(alice, { claims, prompt: 'none' }), null)
    assert.equal(await errorFor(await bob(), { claims, prompt: 'none' }), 'login_required')
  })

  test('a client that is not allowed to know who is signed in cannot ask whether it is a certain person (Core §3.1.2.1)', async () => {
    await addClient(given(), { client_id: 'curious', trusted: false })
    const answerTo = async (agent: UserAgent) => {
      const claims = JSON.stringify({ id_token: { sub: { value: sub } } })
      const { parameters } = await landing(agent, { client_id: 'curious', claims, prompt: 'none' })
      return [parameters.get('error'), parameters.get('error_description')]
    }
    const [error, ...description] = await answerTo(alice)
    assert.equal(error, 'login_required')
    assert.deepEqual(await answerTo(await bob()), [error, ...description])
    assert.deepEqual(await answerTo(userAgent(given().door)), [error, ...description])
  })

  test('an id_token_hint that another client was given is invalid_request, whoever is signed in (Core §3.1.2.1)', async () => {
    await addClient(given(), { client_id: 'neighbour' })
    const asked = { client_id: 'neighbour', id_token_hint: hint, prompt: 'none' }
    for (const agent of [alice, await bob(), userAgent(given().door)])
      assert.equal(await errorFor(agent, asked), 'invalid_request')
  })

  test('the acr that was reached is told in the ID Token (Core §3.1.2.1)', async () => {
    const { parameters } = await landing(alice, { acr_values: `other ${ACR}` })
    assert.equal(claimsOf(parameters.get('id_token')).acr, ACR)
  })

  test('acr_values that cannot be reached are a wish (Core §3.1.2.1)', async () => {
    assert.equal(await errorFor(alice, { acr_values: 'urn:example:gold', prompt: 'none' }), null)
  })

  test('an essential acr that cannot be reached is unmet_authentication_requirements (Core §5.5.1.1)', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:gold'] } } })
    const agent = userAgent(given().door)
    const page = await agent.open({ path: authorizePath({ claims }) })
    const { parameters } = landed(await agent.submit(page, SIGN_IN))
    assert.equal(parameters.get('error'), 'unmet_authentication_requirements')
  })

  test('an essential acr that was reached is no obstacle', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [ACR] } } })
    assert.equal(await errorFor(alice, { claims, prompt: 'none' }), null)
  })

  test('languages and display are wishes: what is not known is passed over (Core §3.1.2.1)', async () => {
    for (const over of [
      { ui_locales: 'se' },
      { ui_locales: 'xx-!! de' },
      { claims_locales: 'se' },
      { display: 'popup' },
      { display: 'hologram' },
    ])
      assert.equal(await errorFor(alice, over), null)
  })

  test('login_hint is a wish of who signs in (Core §3.1.2.1)', async () => {
    await logIn(userAgent(given().door), authorizePath({ login_hint: 'alice' }))
  })
})
