import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, authorizeQuery } from '../support/flow.ts'
import { rowCounts } from '../support/rows.ts'
import type { Asked } from '../support/user-agent.ts'

const FORM = 'application/x-www-form-urlencoded'
const post = (path: string, body: string, type = FORM): Asked => ({
  method: 'POST',
  path,
  body,
  headers: { 'content-type': type },
})

// biome-ignore format: a table
const REFUSED: readonly (readonly [string, Asked, number])[] = [
  ['an unknown path',                      { path: '/nothing' },                                           404],
  ['a path with a slash too many',         { path: '/authorize/' },                                        404],
  ['an unknown tenant',                    { path: `/nobody${authorizePath()}` },                          404],
  ['PUT',                                  { method: 'PUT', path: '/authorize', body: 'a=b' },             405],
  ['DELETE',                               { method: 'DELETE', path: '/authorize' },                       405],
  ['OPTIONS: no script may ask',           { method: 'OPTIONS', path: '/authorize' },                      405],
  ['PUT at a page',                        { method: 'PUT', path: '/interaction/x', body: 'a=b' },         405],
  ['JSON',                                 post('/authorize', '{}', 'application/json'),                   415],
  ['a multipart form',                     post('/authorize', '', 'multipart/form-data; boundary=x'),      415],
  ['plain text',                           post('/authorize', authorizeQuery(), 'text/plain'),             415],
  ['plain text at a page',                 post('/interaction/x', 'ticket=x', 'text/plain'),               415],
  ['a body over 64 KiB',                   post('/authorize', `a=${'x'.repeat(64 * 1024)}`),               413],
  ['a body over 64 KiB at a page',         post('/interaction/x', `a=${'x'.repeat(200 * 1024)}`),          413],
  ['broken UTF-8 in the query',            { path: `${authorizePath()}&login_hint=%FF` },                  400],
  ['a broken name in the query',           { path: `${authorizePath()}&%C3=x` },                           400],
  ['broken UTF-8 in the form',             post('/authorize', `${authorizeQuery()}&login_hint=%ED%A0%80`), 400],
  ['nothing at all',                       { path: '/authorize' },                                         400],
  ['an empty form',                        post('/authorize', ''),                                         400],
]

/** 55 KB that no ticket makes small. */
const INCOMPRESSIBLE = Array.from({ length: 640 }, (_, i) =>
  createHash('sha512').update(`${i}`).digest('base64url'),
).join('')

throughEachDoor('the authorization endpoint', (given) => {
  for (const [name, asked, status] of REFUSED)
    test(`${name} is answered ${status}, with a page and a request id, and changes nothing`, async () => {
      const { door, events } = given()
      const before = rowCounts(given())
      const answer = await door.send(asked)
      assert.equal(answer.status, status)
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.equal(answer.headers.get('access-control-allow-origin'), null)
      const { request_id = '', event } = events.at(-1) ?? {}
      assert.match(String(event), /refused$/)
      assert.ok(answer.text.includes(request_id))
      assert.deepEqual(rowCounts(given()), before)
    })

  test('405 says which methods there are (RFC 9110 §15.5.6)', async () => {
    const { headers } = await given().door.send({ method: 'PUT', path: '/authorize' })
    assert.equal(headers.get('allow'), 'GET, POST')
  })

  test('HEAD is answered as GET, without a body (RFC 9110 §9.3.2)', async () => {
    const head = await given().door.send({ method: 'HEAD', path: authorizePath() })
    assert.equal(head.status, 303)
    assert.match(head.headers.get('location') ?? '', /^\/interaction\//)
    const page = await given().door.send({ method: 'HEAD', path: '/nothing' })
    assert.deepEqual([page.status, page.text], [404, ''])
  })

  test('GET and POST are answered alike (Core §3.1.2.1)', async () => {
    const over = { client_id: 'app', response_type: 'junk' }
    const got = await given().door.send({ path: authorizePath(over) })
    const posted = await given().door.send(post('/authorize', authorizeQuery(over)))
    assert.equal(got.status, 303)
    assert.equal(posted.headers.get('location'), got.headers.get('location'))
  })

  test("a POST's query is not looked at", async () => {
    const answer = await given().door.send(post(authorizePath(), ''))
    assert.equal(answer.status, 400)
  })

  test('a parameter nobody knows is ignored, however long it is (RFC 6749 §3.1)', async () => {
    const body = `${authorizeQuery()}&unknown=${INCOMPRESSIBLE}`
    const answer = await given().door.send(post('/authorize', body))
    assert.equal(answer.status, 303)
    assert.ok((answer.headers.get('location') ?? '').length < 1000)
  })
})
