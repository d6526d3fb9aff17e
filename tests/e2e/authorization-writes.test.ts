import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addClient, PKCE, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, authorizeQuery, landed, redeem, SIGN_IN } from '../support/flow.ts'
import { CLIENT_SECRET, PERSON, type TestOp } from '../support/op.ts'
import { pageOf } from '../support/pages.ts'
import { rowCounts } from '../support/rows.ts'
import { landing, signedIn } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

throughEachDoor('what is written', (given) => {
  const changes = (before: Readonly<Record<string, number>>) =>
    Object.entries(rowCounts(given()))
      .flatMap(([table, count]) =>
        count === before[table] ? [] : [`${table} ${count - (before[table] ?? 0)}`],
      )
      .toSorted()

  test('PITFALLS 32: nothing but the session, the consent and the redeemed grant, each in its step', async () => {
    const client_id = await addClient(given(), { client_id: 'asks', trusted: false })
    const browser = userAgent(given().door)
    const before = rowCounts(given())
    const signIn = await browser.open({ path: authorizePath({ client_id }) })
    assert.deepEqual([pageOf(signIn), changes(before)], ['sign-in', []])
    await browser.submit(signIn, { ...SIGN_IN, password: 'not the password' })
    assert.deepEqual(changes(before), [])
    const consent = await browser.submit(signIn, SIGN_IN)
    assert.deepEqual([pageOf(consent), changes(before)], ['consent', ['sessions 1']])
    const answer = await browser.submit(consent, ALLOW)
    assert.deepEqual(changes(before), ['consents 1', 'sessions 1'])
    const headers = { authorization: `Basic ${btoa(`asks:${CLIENT_SECRET}`)}` }
    const code = landed(answer).parameters.get('code') ?? ''
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'https://rp.example/callback',
    })
    const { status } = await given().door.send({
      method: 'POST',
      path: '/oauth/token',
      headers,
      body,
    })
    assert.deepEqual([status, changes(before)], [200, ['consents 1', 'grants 1', 'sessions 1']])
  })

  test('PITFALLS 32: a hundred logins that are begun and left leave nothing', async () => {
    const before = rowCounts(given())
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const browser = userAgent(given().door)
        assert.equal(pageOf(await browser.open({ path: authorizePath() })), 'sign-in')
        const body = authorizeQuery({ response_mode: 'form_post' })
        await browser.open({ method: 'POST', path: '/authorize', body })
      }),
    )
    assert.deepEqual(changes(before), [])
  })

  test('PITFALLS 32: answers that are never redeemed leave nothing, tokens of the front channel too', async () => {
    const browser = await signedIn(given())
    const before = rowCounts(given())
    for (const response_type of ['code', 'code id_token', 'code token', 'code id_token token'])
      for (const response_mode of ['fragment', 'form_post'])
        assert.ok((await landing(browser, { response_type, response_mode })).parameters.has('code'))
    assert.deepEqual(changes(before), [])
  })

  const largeEvents = (events: TestOp['events']) =>
    events.filter((event) => event.event === 'response.large')

  test('PITFALLS 30: a response that makes a long URL is told to the operator, with its size', async () => {
    const browser = await signedIn(given())
    const { events } = given()
    const before = largeEvents(events).length
    const over = { response_type: 'code id_token token' }
    await browser.open({ path: authorizePath({ response_type: 'code' }) })
    await browser.open({ path: authorizePath({ ...over, response_mode: 'form_post' }) })
    assert.equal(largeEvents(events).length, before)
    const state = 'x'.repeat(2000)
    const answer = await browser.open({ path: authorizePath({ ...over, state }) })
    const bytes = answer.headers.get('location')?.length
    assert.ok(bytes !== undefined && bytes > 2048)
    const [event, ...others] = largeEvents(events).slice(before)
    const { request_id = '', ...told } = event ?? {}
    assert.deepEqual(others, [])
    assert.match(request_id, /^[\w-]{12}$/)
    const expected = { event: 'response.large', tenant_id: 'default', client_id: 'app', bytes }
    assert.deepEqual(told, expected)
  })

  test('PITFALLS 24: what is logged has no code, token, ticket, cookie, password or state in it', async () => {
    const browser = userAgent(given().door)
    const state = 'a-state-that-is-nobodys-business'
    const asked = { ...PKCE, response_type: 'code id_token token', state }
    const page = await browser.open({ path: authorizePath(asked) })
    const { parameters } = landed(await browser.submit(page, SIGN_IN))
    const code = parameters.get('code') ?? ''
    const { json } = await redeem(given(), code, { code_verifier: VERIFIER })
    await redeem(given(), code, { code_verifier: VERIFIER })
    const logged = JSON.stringify(given().events)
    const secrets = [
      ...['code', 'id_token', 'access_token'].map((name) => parameters.get(name)),
      ...['id_token', 'access_token'].map((name) => json[name]),
      ...browser.cookies.map(({ value }) => value),
      /name="ticket" value="([^"]*)"/.exec(page.text)?.[1],
      ...[PERSON.password, CLIENT_SECRET, VERIFIER, state],
    ].map(String)
    assert.ok(secrets.every((secret) => secret.length > 15))
    for (const secret of secrets) assert.ok(!logged.includes(secret))
    assert.match(logged, /code_replayed/)
  })
})
