import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { generateDpopKey } from './dpop-key.ts'
import type { ClientOptions, Fetch } from './options.ts'
import { createScene } from './testing/scene.ts'

const URL_ = 'https://api.example.com/orders?page=1'
const PAIR = await generateDpopKey()

interface Sent {
  readonly url: string
  readonly init: RequestInit
  readonly headers: Headers
}

/** A client whose `fetch` leads to an API that gives these answers, the last one for ever. */
const withApi = (answers: readonly (() => Response)[], options: ClientOptions = {}) => {
  const sent: Sent[] = []
  const fetch: Fetch = async (url, init) => {
    sent.push({ url, init, headers: new Headers(init.headers) })
    return (answers[sent.length - 1] ?? answers.at(-1))?.() ?? assert.fail()
  }
  return { ...createScene({ options: { fetch, ...options } }), sent }
}

const OK = () => new Response('yes')
const CHALLENGE = 'DPoP error="use_dpop_nonce", error_description="a nonce is needed"'
const asksForNonce = (nonce: string) => () =>
  new Response('', {
    status: 401,
    headers: { 'www-authenticate': CHALLENGE, 'dpop-nonce': nonce },
  })

test('RFC 6750 §2.1: the access token goes in the Authorization header, whatever else is said', async () => {
  const { rp, sent } = withApi([OK])
  const init = { method: 'POST', body: 'an order', headers: { authorization: 'a', 'x-a': 'b' } }
  const response = await rp.fetch(URL_, 'an access token', init)
  assert.equal(await response.text(), 'yes')
  assert.equal(sent[0]?.url, URL_)
  assert.equal(sent[0]?.init.method, 'POST')
  assert.equal(sent[0]?.init.body, 'an order')
  assert.equal(sent[0]?.init.redirect, 'manual')
  assert.ok(sent[0]?.init.signal instanceof AbortSignal)
  assert.equal(sent[0]?.headers.get('authorization'), 'Bearer an access token')
  assert.equal(sent[0]?.headers.get('x-a'), 'b')
  assert.equal(sent[0]?.headers.has('dpop'), false)
})

test('whatever the API answers is the answer', async () => {
  const { rp, sent } = withApi([asksForNonce('a nonce')])
  assert.equal((await rp.fetch(URL_, 'an access token')).status, 401)
  assert.equal(sent.length, 1)
})

test('RFC 9449 §7.1: a bound token goes with a proof of this request and this token', async () => {
  const { rp, sent } = withApi([OK], { dpop: PAIR })
  await rp.fetch(URL_, { access_token: 'an access token', token_type: 'DPoP' }, { method: 'PUT' })
  assert.equal(sent[0]?.headers.get('authorization'), 'DPoP an access token')
  const { htm, htu, ath, nonce } = decodeJwt(sent[0]?.headers.get('dpop') ?? '')
  assert.deepEqual(
    { htm, htu, nonce },
    { htm: 'PUT', htu: 'https://api.example.com/orders', nonce: undefined },
  )
  // printf 'an access token' | openssl dgst -sha256 -binary | basenc --base64url
  assert.equal(ath, 'FPlcM-1UXiivOYozpUrp7d117JnKzPF4YXuXNnfZmdU')
})

test('RFC 9449 §4.2: htm is the method as it is sent: post is POST, patch is patch', async () => {
  const { rp, sent } = withApi([OK], { dpop: PAIR })
  for (const method of ['post', 'patch', 'PATCH']) await rp.fetch(URL_, 'a', { method })
  assert.deepEqual(
    sent.map(({ headers }) => decodeJwt(headers.get('dpop') ?? '').htm),
    ['POST', 'patch', 'PATCH'],
  )
})

test('RFC 9449 §9: the nonce that the API asks for goes in a second request, and in later ones', async () => {
  const { rp, sent } = withApi([asksForNonce('a nonce'), OK], { dpop: PAIR })
  const init = { method: 'POST', body: 'an order' }
  assert.equal((await rp.fetch(URL_, 'an access token', init)).status, 200)
  await rp.fetch(URL_, 'an access token')
  assert.deepEqual(
    sent.map(({ headers }) => decodeJwt(headers.get('dpop') ?? '').nonce),
    [undefined, 'a nonce', 'a nonce'],
  )
  assert.deepEqual(
    sent.map(({ init: { body } }) => body),
    ['an order', 'an order', undefined],
  )
})

test('RFC 9449 §9: what comes with the demand for a nonce is not read', async () => {
  let cancelled = false
  const endless = new ReadableStream({
    cancel: () => {
      cancelled = true
    },
  })
  const { headers } = asksForNonce('a nonce')()
  const { rp } = withApi([() => new Response(endless, { status: 401, headers }), OK], {
    dpop: PAIR,
  })
  assert.equal((await rp.fetch(URL_, 'an access token')).status, 200)
  assert.equal(cancelled, true)
})

test('RFC 9449 §9: an API that asks for nonces for ever is asked twice', async () => {
  const { rp, sent } = withApi([asksForNonce('a'), asksForNonce('b')], { dpop: PAIR })
  assert.equal((await rp.fetch(URL_, 'an access token')).status, 401)
  assert.equal(sent.length, 2)
})

const REFUSALS: readonly (readonly [what: string, answer: () => Response])[] = [
  [
    'another error',
    () =>
      new Response('', {
        status: 401,
        headers: { 'www-authenticate': 'DPoP error="invalid_token"', 'dpop-nonce': 'a' },
      }),
  ],
  [
    'that challenge of another scheme',
    () =>
      new Response('', {
        status: 401,
        headers: { 'www-authenticate': `${CHALLENGE.slice(5)}, DPoP`, 'dpop-nonce': 'a' },
      }),
  ],
  ['no nonce', () => new Response('', { status: 401, headers: { 'www-authenticate': CHALLENGE } })],
  ['no challenge', () => new Response('', { status: 401, headers: { 'dpop-nonce': 'a' } })],
  [
    'another status',
    () =>
      new Response('', {
        status: 400,
        headers: { 'www-authenticate': CHALLENGE, 'dpop-nonce': 'a' },
      }),
  ],
]

for (const [what, answer] of REFUSALS)
  test(`RFC 9449 §9: an answer with ${what} is no reason to ask again`, async () => {
    const { rp, sent } = withApi([answer, OK], { dpop: PAIR })
    assert.equal((await rp.fetch(URL_, 'an access token')).status, answer().status)
    assert.equal(sent.length, 1)
  })

test('a body that is a stream is sent once', async () => {
  const { rp, sent } = withApi([asksForNonce('a nonce'), OK], { dpop: PAIR })
  const init = { method: 'POST', body: new Blob(['an order']).stream() }
  assert.equal((await rp.fetch(URL_, 'an access token', init)).status, 401)
  assert.equal(sent.length, 1)
})

test('RFC 6750: a token that is not bound goes alone, of a client whose others are', async () => {
  const { rp, sent } = withApi([OK], { dpop: PAIR })
  await rp.fetch(URL_, { access_token: 'of the front channel', token_type: 'Bearer' })
  assert.equal(sent[0]?.headers.get('authorization'), 'Bearer of the front channel')
  assert.equal(sent[0]?.headers.has('dpop'), false)
})

test('RFC 9449 §7.1: a bound token without its key is not sent', async () => {
  const { rp, sent } = withApi([OK])
  const token = { access_token: 'an access token', token_type: 'DPoP' } as const
  await assert.rejects(rp.fetch(URL_, token), { code: 'configuration_invalid' })
  assert.equal(sent.length, 0)
})

for (const url of ['http://api.example.com/', '/orders', 'file:///etc/passwd'])
  test(`an access token does not go to ${url}`, async () => {
    const { rp, sent } = withApi([OK], { dpop: PAIR })
    await assert.rejects(rp.fetch(url, 'an access token'), {
      code: 'url_insecure',
      message: /^the API must be an https URL/,
    })
    assert.equal(sent.length, 0)
  })

// biome-ignore format: a table
const CODES: readonly (readonly [what: string, code: string, found: string | undefined])[] = [
  ['a word of 64 letters',  'A'.repeat(64),       'A'.repeat(64)],
  ['one of 65',             'A'.repeat(65),       undefined],
  ['a line in front of it', 'a\r\nECONNREFUSED',  undefined],
  ['a line behind it',      'ECONNREFUSED\r\na',  undefined],
]

for (const [what, code, found] of CODES)
  test(`the code of an error is told where it is a word, and nothing else of it: ${what}`, async () => {
    const fetch = async () => Promise.reject(Object.assign(new Error('no'), { code }))
    const { rp } = createScene({ options: { fetch } })
    await assert.rejects(rp.fetch(URL_, 'a'), { code: 'request_failed', found })
  })

test('an API that cannot be reached, or takes too long, is told as such', async () => {
  const failing = (error: Error) =>
    createScene({ options: { fetch: async () => Promise.reject(error) } }).rp
  const late = new DOMException('late', 'TimeoutError')
  await assert.rejects(failing(late).fetch(URL_, 'a'), { code: 'request_timed_out' })
  await assert.rejects(failing(new TypeError('no')).fetch(URL_, 'a'), {
    code: 'request_failed',
    message: 'the API request to https://api.example.com failed',
  })
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  await assert.rejects(
    failing(new TypeError('fetch failed', { cause: refused })).fetch(URL_, 'a'),
    {
      code: 'request_failed',
      found: 'ECONNREFUSED',
      message: 'the API request to https://api.example.com failed: ECONNREFUSED',
    },
  )
})

test("the caller's own signal ends the request too", async () => {
  const fetch: Fetch = async (_, { signal }) => {
    signal?.throwIfAborted()
    return OK()
  }
  const { rp } = createScene({ options: { fetch } })
  const signal = AbortSignal.abort(new Error('enough'))
  await assert.rejects(rp.fetch(URL_, 'a', { signal }), { code: 'request_failed' })
})
