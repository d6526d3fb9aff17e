import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { ClientKey } from '../support/assertions.ts'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizeQuery, basic, landed, landingOf, post } from '../support/flow.ts'
import { addClientWithKey, CLIENT_ID, signRequest } from '../support/four-doors.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const form = (over: Readonly<Record<string, string | undefined>> = {}) =>
  Object.fromEntries(new URLSearchParams(authorizeQuery({ client_id: CLIENT_ID, ...over })))

throughEachDoor('the Pushed Authorization Request Endpoint', (given) => {
  let agent: UserAgent
  let key: ClientKey
  before(async () => {
    agent = await signedIn(given())
    key = await addClientWithKey(given())
  })
  const as = (client_id = CLIENT_ID) => ({ authorization: basic(client_id) })
  const push = (over: Readonly<Record<string, string | undefined>> = {}) =>
    post(given(), '/oauth/par', form(over), as())
  const use = (request_uri: unknown, client_id = CLIENT_ID) =>
    agent.open({
      path: `/authorize?${new URLSearchParams({ client_id, request_uri: String(request_uri) })}`,
    })

  test('answers 201 with a request_uri and its life, not to be kept (RFC 9126 §2.2)', async () => {
    const { status, json, headers } = await push()
    assert.equal(status, 201)
    assert.deepEqual(Object.keys(json), ['request_uri', 'expires_in'])
    assert.match(String(json.request_uri), /^urn:ietf:params:oauth:request_uri:[\w-]{32}$/)
    assert.equal(json.expires_in, 90)
    assert.equal(headers.get('cache-control'), 'no-store')
  })

  test('PITFALLS 27: a request_uri works once (RFC 9126 §7.3)', async () => {
    const { json } = await push({ state: 'pushed' })
    assert.equal(landed(await use(json.request_uri)).parameters.get('state'), 'pushed')
    const again = await use(json.request_uri)
    assert.equal(again.status, 400)
    assert.equal(landingOf(again), undefined)
  })

  test('of 20 at once exactly one is answered with a code', async () => {
    const { json } = await push()
    const answers = await Promise.all(Array.from({ length: 20 }, () => use(json.request_uri)))
    assert.equal(answers.filter((answer) => landingOf(answer)?.parameters.has('code')).length, 1)
  })

  test('PITFALLS 27: another client cannot use it, and does not spoil it (RFC 9126 §2.2)', async () => {
    const { json } = await push()
    assert.equal((await use(json.request_uri, 'app')).status, 400)
    assert.equal(landed(await use(json.request_uri)).parameters.has('code'), true)
  })

  test('it expires (RFC 9126 §2.2)', async () => {
    const { json } = await push()
    given().pass(90)
    assert.equal((await use(json.request_uri)).status, 400)
  })

  test('a pushed request_uri is refused (RFC 9126 §2.1)', async () => {
    const { status, json } = await push({ request_uri: 'urn:ietf:params:oauth:request_uri:x' })
    assert.deepEqual([status, json.error], [400, 'invalid_request'])
  })

  test('the client authenticates as at the token endpoint (RFC 9126 §2.1)', async () => {
    const { status, json } = await post(given(), '/oauth/par', form(), {
      authorization: basic(CLIENT_ID, 'a-wrong-secret-of-thirty-two-chars'),
    })
    assert.deepEqual([status, json.error], [401, 'invalid_client'])
  })

  test('a request object may be pushed (RFC 9126 §3)', async () => {
    const request = await signRequest(key, { ...form({ state: 'object' }) })
    const { json } = await post(given(), '/oauth/par', { request, client_id: CLIENT_ID }, as())
    assert.equal(landed(await use(json.request_uri)).parameters.get('state'), 'object')
  })

  test('refuses what the authorization endpoint would, and keeps nothing', async () => {
    const before = rowCounts(given())
    for (const over of [
      { redirect_uri: 'https://evil.example/' },
      { response_type: 'junk' },
      { nonce: undefined },
      { scope: 'profile' },
    ])
      assert.equal((await push(over)).status, 400)
    assert.deepEqual(rowCounts(given()), before)
  })

  test('a client that must push cannot do otherwise (RFC 9126 §6)', async () => {
    await addClient(given(), { client_id: 'pushing', require_pushed_authorization_requests: true })
    const plain = await agent.open({
      path: `/authorize?${authorizeQuery({ client_id: 'pushing' })}`,
    })
    assert.equal(landed(plain).parameters.get('error'), 'invalid_request')
    const pushed = await post(given(), '/oauth/par', form({ client_id: 'pushing' }), as('pushing'))
    const answer = landed(await use(pushed.json.request_uri, 'pushing'))
    assert.deepEqual([answer.target, answer.parameters.has('code')], [REDIRECT_URI, true])
  })

  test('keeps only what is known of a request: a stranger cannot fill the store', async () => {
    const { json } = await post(
      given(),
      '/oauth/par',
      { ...form(), junk: 'x'.repeat(50_000) },
      as(),
    )
    const ref = String(json.request_uri).split(':').at(-1) ?? ''
    const kept = await given().store.findSealed('default', ref, given().now())
    assert.ok((kept?.length ?? 0) < 1000)
  })

  test('GET is not for this endpoint (RFC 9126 §2)', async () => {
    const { status, headers } = await given().door.send({ path: '/oauth/par' })
    assert.deepEqual([status, headers.get('allow')], [405, 'POST'])
  })
})
