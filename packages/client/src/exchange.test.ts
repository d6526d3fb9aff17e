import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExchange } from './exchange.ts'
import type { Exchange, Fetch } from './options.ts'

const URL_ = 'https://op.example.com/token'

const createScene = (fetch: Fetch, insecure: 'allowed' | 'refused' = 'refused') => {
  const told: Exchange[] = []
  const trace = (exchange: Exchange) => void told.push(exchange)
  return { told, exchange: createExchange({ fetch, timeout: 10, now: () => 5, insecure, trace }) }
}

const answer: Fetch = async () => new Response('{"a":1}', { headers: { 'x-answer': 'yes' } })

test('an exchange is traced whole', async () => {
  const { exchange, told } = createScene(answer)
  const form = new URLSearchParams({ code: 'a code' })
  const response = await exchange({ purpose: 'token', method: 'POST', url: URL_, form })
  assert.equal(response.body, '{"a":1}')
  assert.deepEqual(told, [
    {
      purpose: 'token',
      method: 'POST',
      url: URL_,
      request_headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      request_body: 'code=a+code',
      status: 200,
      response_headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-answer': 'yes' },
      response_body: '{"a":1}',
      started_at: 5,
    },
  ])
})

test('no redirect is followed, and every request has a deadline', async () => {
  let seen: RequestInit = {}
  const { exchange } = createScene(async (url, init) => {
    seen = init
    return answer(url, init)
  })
  await exchange({ purpose: 'jwks', method: 'GET', url: URL_ })
  assert.equal(seen.redirect, 'manual')
  assert.ok(seen.signal instanceof AbortSignal)
  assert.equal(seen.body, undefined)
})

test('an OP that takes too long is told as such', async () => {
  const { exchange } = createScene(async () => {
    throw new DOMException('late', 'TimeoutError')
  })
  await assert.rejects(exchange({ purpose: 'token', method: 'POST', url: URL_ }), {
    code: 'request_timed_out',
    message: 'the token request to https://op.example.com took too long',
  })
})

test('an OP that takes too long is told as such by any fetch', async () => {
  const { exchange } = createScene(async () => {
    throw new DOMException('aborted', {
      name: 'AbortError',
      cause: new DOMException('late', 'TimeoutError'),
    } as never)
  })
  await assert.rejects(exchange({ purpose: 'token', method: 'POST', url: URL_ }), {
    code: 'request_timed_out',
  })
})

test('an OP that cannot be reached is told as such', async () => {
  const cause = new TypeError('fetch failed')
  const { exchange } = createScene(async () => {
    throw cause
  })
  await assert.rejects(exchange({ purpose: 'token', method: 'POST', url: URL_ }), {
    code: 'request_failed',
    cause,
  })
})

const streamOf = (chunks: number, pulled: { count: number }) =>
  new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled.count += 1
      if (pulled.count > chunks) controller.close()
      else controller.enqueue(new Uint8Array(65_536).fill(97))
    },
  })

test('an answer of 512 KiB is read, a longer one is given up while it comes', async () => {
  const pulled = { count: 0 }
  const fits = createScene(async () => new Response(streamOf(8, pulled)))
  const { body } = await fits.exchange({ purpose: 'jwks', method: 'GET', url: URL_ })
  assert.equal(body.length, 524_288)
  pulled.count = 0
  const endless = createScene(async () => new Response(streamOf(1_000_000, pulled)))
  await assert.rejects(endless.exchange({ purpose: 'jwks', method: 'GET', url: URL_ }), {
    code: 'response_too_large',
  })
  assert.ok(pulled.count < 12)
})

// biome-ignore format: a table
const URLS: readonly (readonly [url: string, insecure: 'allowed' | 'refused', outcome: 'asked' | 'refused'])[] = [
  ['https://op.example.com/token',  'refused', 'asked'],
  ['http://op.example.com/token',   'refused', 'refused'],
  ['http://op.example.com/token',   'allowed', 'refused'],
  ['http://localhost:4000/token',   'refused', 'refused'],
  ['http://localhost:4000/token',   'allowed', 'asked'],
  ['http://127.0.0.1:4000/token',   'allowed', 'asked'],
  ['http://[::1]:4000/token',       'allowed', 'asked'],
  ['http://127.0.0.1.example/token', 'allowed', 'refused'],
  ['http://localhost@evil.example/', 'allowed', 'refused'],
  ['file:///etc/passwd',            'allowed', 'refused'],
  ['/token',                        'allowed', 'refused'],
]

for (const [url, insecure, outcome] of URLS)
  test(`Core §16.17: with insecure URLs ${insecure}, ${url} is ${outcome}`, async () => {
    const { exchange, told } = createScene(answer, insecure)
    const made = exchange({ purpose: 'token', method: 'POST', url })
    if (outcome === 'asked') await made
    else await assert.rejects(made, { code: 'url_insecure', found: url })
    assert.equal(told.length, outcome === 'asked' ? 1 : 0)
  })
