import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, PKCE, PUBLIC } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, landed } from '../support/flow.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { signedIn } from '../support/signed-in.ts'
import type { Answer, UserAgent } from '../support/user-agent.ts'

const SECOND = 'https://rp.example/second?tenant=1'

// biome-ignore format: a table
const NEAR_MISSES = [
  `${REDIRECT_URI}/`, `${REDIRECT_URI}?`, `${REDIRECT_URI}#`, `${REDIRECT_URI}#x`, `${REDIRECT_URI}?code=x`, `${REDIRECT_URI} `,
  'https://rp.example/Callback', 'https://RP.example/callback', 'HTTPS://rp.example/callback', 'http://rp.example/callback',
  'https://rp.example:443/callback', 'https://rp.example./callback', 'https://rp.example/x/../callback', 'https://rp.example/./callback',
  'https://rp.example/%63allback', 'https://rp.example\\callback', 'https://rp.example@evil.example/callback',
  'https://evil.example@rp.example/callback', 'https://rp.example.evil.example/callback', 'https://evil.example/callback',
  'https://evil.example#https://rp.example/callback', 'https://xn--rp.example/callback', 'https://rр.example/callback',
  '//rp.example/callback', '/callback', 'callback', 'javascript:alert(1)', 'data:text/html,x', '\r\nLocation: https://evil.example',
]

const isRejected = (answer: Answer) => {
  assert.equal(answer.status, 400)
  assert.equal(answer.headers.get('location'), null)
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.doesNotMatch(answer.text, /<form|http-equiv|evil\.example/)
  assert.match(answer.text, /<code>invalid_request<\/code>/)
}

throughEachDoor('a redirect_uri', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'two', redirect_uris: [REDIRECT_URI, SECOND] })
    await addClient(given(), {
      client_id: 'native',
      ...PUBLIC,
      redirect_uris: ['http://127.0.0.1/cb', 'http://[::1]:1/cb', 'com.example.app:/cb'],
    })
  })
  const open = (over: Readonly<Record<string, string | undefined>>) =>
    agent.open({ path: authorizePath(over) })

  for (const redirect_uri of NEAR_MISSES)
    test(`PITFALLS 15: ${JSON.stringify(redirect_uri)} is rejected with a page, never redirected to`, async () => {
      const before = rowCounts(given())
      isRejected(await open({ redirect_uri }))
      isRejected(await open({ redirect_uri, response_type: 'junk', prompt: 'none' }))
      assert.deepEqual(rowCounts(given()), before)
    })

  test('PITFALLS 15: so is a client that is unknown, missing or named twice, and a redirect_uri named twice', async () => {
    isRejected(await open({ client_id: 'nobody' }))
    isRejected(await open({ client_id: undefined }))
    isRejected(await open({ client_id: 'x'.repeat(5000) }))
    isRejected(await agent.open({ path: `${authorizePath()}&client_id=app` }))
    const twice = `${authorizePath()}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`
    isRejected(await agent.open({ path: twice }))
  })

  test('may be left out by a client that has one, not by a client that has two (RFC 6749 §3.1.2.3)', async () => {
    const { target, parameters } = landed(await open({ redirect_uri: undefined }))
    assert.equal(target, REDIRECT_URI)
    assert.ok(parameters.has('code'))
    isRejected(await open({ client_id: 'two', redirect_uri: undefined }))
  })

  test('of several, the answer goes to the one that was named, its query kept (RFC 6749 §3.1.2)', async () => {
    const location = async (response_type: string) => {
      const asked = { client_id: 'two', redirect_uri: SECOND, response_type }
      return (await open(asked)).headers.get('location') ?? ''
    }
    assert.ok((await location('code')).startsWith('https://rp.example/second?tenant=1&code='))
    const hybrid = await location('code id_token')
    assert.ok(hybrid.startsWith('https://rp.example/second?tenant=1#code='))
  })

  test('PITFALLS 14: an answer in the query ends in #_, so that no other fragment sticks to it', async () => {
    const code = (await open({ response_type: 'code' })).headers.get('location')
    assert.match(code ?? '', /\?code=[^#]*#_$/)
    const error = (await open({ response_type: 'junk' })).headers.get('location')
    assert.match(error ?? '', /\?error=[^#]*#_$/)
  })

  test('PITFALLS 15, 24: every redirect is a 303 without Referer that nobody keeps', async () => {
    for (const over of [{}, { response_type: 'code' }, { response_type: 'junk' }, { nonce: '' }]) {
      const { status, headers } = await open(over)
      const found = ['referrer-policy', 'cache-control'].map((name) => headers.get(name))
      assert.deepEqual([status, ...found], [303, 'no-referrer', 'no-store'])
    }
  })

  test('of a native app may have any port of the loopback address, and no other (RFC 8252 §7.3)', async () => {
    const at = (redirect_uri: string) => open({ client_id: 'native', redirect_uri, ...PKCE })
    for (const uri of ['http://127.0.0.1:51004/cb', 'http://[::1]:51004/cb', 'com.example.app:/cb'])
      assert.ok((await at(uri)).headers.get('location')?.startsWith(`${uri}#code=`), uri)
    // biome-ignore format: a table
    const others = [
      'http://127.0.0.1:99999/cb', 'http://127.0.0.1:/cb', 'http://127.0.0.1:80@evil.example/cb', 'http://127.0.0.2:80/cb',
      'http://localhost:80/cb', 'https://127.0.0.1:80/cb', 'http://127.0.0.1:80/cb?x',
    ]
    for (const uri of others) isRejected(await at(uri))
  })
})
