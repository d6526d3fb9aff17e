import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, claimsOf, landed, logIn, redeem, SIGN_IN } from '../support/flow.ts'
import { API, ISSUER, REDIRECT_URI } from '../support/op.ts'
import { pageOf, pathOf } from '../support/pages.ts'
import { addBob, SIGN_IN_AS_BOB } from '../support/people.ts'
import { rowCounts } from '../support/rows.ts'
import { type Answer, type UserAgent, userAgent } from '../support/user-agent.ts'

type Over = Readonly<Record<string, string | undefined>>

throughEachDoor('consent', (given) => {
  const people = { alice: '', bob: '' }
  let clients = 0
  before(async () => {
    Object.assign(people, await addBob(given()))
    await addClient(given(), { client_id: 'trusted' })
  })
  /** A client that nobody has allowed anything yet. */
  const newClient = () => {
    clients += 1
    return addClient(given(), { client_id: `client-${clients}`, trusted: false })
  }
  const signedInAsAlice = async () => {
    const browser = userAgent(given().door)
    await logIn(browser, authorizePath({ client_id: 'trusted' }))
    return browser
  }
  const open = (by: UserAgent, over: Over) => by.open({ path: authorizePath(over) })
  const errorOf = (answer: Answer) => landed(answer).parameters.get('error')
  const subOf = (answer: Answer) => claimsOf(landed(answer).parameters.get('id_token')).sub

  test('is asked for once, and remembered (Core §3.1.2.4)', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    const page = await open(browser, { client_id })
    assert.equal(pageOf(page), 'consent')
    assert.match(page.text, new RegExp(client_id))
    assert.match(page.text, /rp\.example/)
    assert.ok(landed(await browser.submit(page, ALLOW)).parameters.has('code'))
    assert.ok(landed(await open(browser, { client_id })).parameters.has('code'))
    const elsewhere = await signedInAsAlice()
    assert.ok(landed(await open(elsewhere, { client_id })).parameters.has('code'))
    assert.ok(landed(await open(browser, { client_id, scope: 'openid' })).parameters.has('code'))
  })

  test('is asked for again for what is new, and adds to what there was', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    const allow = async (over: Over) => {
      const page = await open(browser, { client_id, ...over })
      assert.equal(pageOf(page), 'consent')
      return landed(await browser.submit(page, ALLOW))
    }
    await allow({ scope: 'openid profile' })
    await allow({ scope: 'openid email' })
    await allow({ scope: 'openid read:notes', resource: API })
    await allow({ scope: 'openid offline_access' })
    const everything = 'openid profile email offline_access read:notes'
    const answer = await open(browser, { client_id, scope: everything, resource: API })
    assert.ok(landed(answer).parameters.has('code'))
  })

  test('of one client or person says nothing of another', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    await browser.submit(await open(browser, { client_id }), ALLOW)
    assert.equal(pageOf(await open(browser, { client_id: await newClient() })), 'consent')
    const bob = userAgent(given().door)
    const page = await bob.submit(await open(bob, { client_id }), SIGN_IN_AS_BOB)
    assert.equal(pageOf(page), 'consent')
  })

  test('is never asked for a trusted client, but when the request says prompt=consent', async () => {
    const browser = await signedInAsAlice()
    const client_id = 'trusted'
    assert.ok(landed(await open(browser, { client_id })).parameters.has('code'))
    const page = await open(browser, { client_id, prompt: 'consent' })
    assert.equal(pageOf(page), 'consent')
    assert.ok(landed(await browser.submit(page, ALLOW)).parameters.has('code'))
  })

  test('with prompt=consent is asked for each time', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    for (let times = 0; times < 2; times += 1) {
      const page = await open(browser, { client_id, prompt: 'consent' })
      assert.equal(pageOf(page), 'consent')
      assert.ok(landed(await browser.submit(page, ALLOW)).parameters.has('code'))
    }
  })

  for (const response_mode of ['fragment', 'form_post'])
    test(`refused is access_denied by ${response_mode}, and nothing is kept (RFC 6749 §4.1.2.1)`, async () => {
      const browser = await signedInAsAlice()
      const client_id = await newClient()
      const page = await open(browser, { client_id, response_mode })
      const before = rowCounts(given())
      const { where, target, parameters } = landed(await browser.submit(page, { action: 'deny' }))
      assert.deepEqual([where, target], [response_mode, REDIRECT_URI])
      assert.deepEqual(Object.fromEntries(parameters), {
        error: 'access_denied',
        error_description: 'the End-User did not allow it',
        state: 'a state',
        iss: ISSUER,
      })
      assert.deepEqual(rowCounts(given()), before)
      assert.equal(pageOf(await open(browser, { client_id })), 'consent')
    })

  test('turned down at the sign-in is access_denied too, and signs nobody in', async () => {
    const browser = userAgent(given().door)
    const before = rowCounts(given())
    const page = await open(browser, {})
    assert.equal(errorOf(await browser.submit(page, { action: 'deny' })), 'access_denied')
    assert.deepEqual(rowCounts(given()), before)
    assert.equal(errorOf(await open(browser, { prompt: 'none' })), 'login_required')
  })

  test('PITFALLS 26: is decided for the person the request ends on', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    await browser.submit(await open(browser, { client_id }), ALLOW)
    const signIn = await open(browser, { client_id, prompt: 'login' })
    const consent = await browser.submit(signIn, SIGN_IN_AS_BOB)
    assert.equal(pageOf(consent), 'consent')
    assert.match(consent.text, /Bob Example/)
    assert.equal(subOf(await browser.submit(consent, ALLOW)), people.bob)
  })

  test('PITFALLS 26: given on a page of one person is not given by another who signed in meanwhile', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    const ofAlice = await open(browser, { client_id })
    assert.match(ofAlice.text, /Alice Example/)
    const elsewhere = await open(browser, { client_id: 'trusted', prompt: 'login' })
    assert.equal(subOf(await browser.submit(elsewhere, SIGN_IN_AS_BOB)), people.bob)
    const before = rowCounts(given())
    const ofBob = await browser.submit(ofAlice, ALLOW)
    assert.equal(pageOf(ofBob), 'consent')
    assert.match(ofBob.text, /Bob Example/)
    assert.deepEqual(rowCounts(given()), before)
    assert.equal(subOf(await browser.submit(ofBob, ALLOW)), people.bob)
    const alice = await signedInAsAlice()
    assert.equal(pageOf(await open(alice, { client_id })), 'consent')
  })

  test('PITFALLS 26: prompt=consent is not met by the consent of who was signed in before', async () => {
    const browser = await signedInAsAlice()
    const client_id = await newClient()
    const consent = await open(browser, { client_id, prompt: 'consent' })
    await browser.submit(consent, ALLOW)
    const elsewhere = await open(browser, { client_id: 'trusted', prompt: 'login' })
    await browser.submit(elsewhere, SIGN_IN_AS_BOB)
    const again = await browser.open({ path: pathOf(consent) })
    assert.equal(pageOf(again), 'consent')
    assert.match(again.text, /Bob Example/)
  })

  test('what was allowed is what is granted, and no more', async () => {
    const browser = await signedInAsAlice()
    const scope = 'openid email phone unknown offline_access'
    const page = await open(browser, { scope, prompt: 'consent' })
    const { parameters } = landed(await browser.submit(page, ALLOW))
    const { json } = await redeem(given(), parameters.get('code') ?? '')
    assert.equal(json.scope, 'openid email offline_access')
  })

  test('signing in and allowing in one go asks each once', async () => {
    const browser = userAgent(given().door)
    const client_id = await newClient()
    const signIn = await open(browser, { client_id })
    assert.equal(pageOf(signIn), 'sign-in')
    const consent = await browser.submit(signIn, SIGN_IN)
    assert.equal(pageOf(consent), 'consent')
    assert.equal(subOf(await browser.submit(consent, ALLOW)), people.alice)
  })
})
