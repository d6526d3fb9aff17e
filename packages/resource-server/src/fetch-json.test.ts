import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFetchJson, createFetchText } from './fetch-json.ts'

const URL_ = 'https://op.example.com/jwks'

/** Fetches what is answered so. */
const fetching = (answer: Response | Error, url = URL_) => {
  const fetch = async () => {
    if (answer instanceof Error) throw answer
    return answer
  }
  return createFetchJson(createFetchText({ fetch, timeout: 10, insecure: 'refused' }))(url)
}

test('a JSON object is fetched, and the request follows no redirect and ends in time', async () => {
  const asked: RequestInit[] = []
  const fetch = async (_url: string, init: RequestInit) => {
    asked.push(init)
    return Response.json({ keys: [] })
  }
  const fetchJson = createFetchJson(createFetchText({ fetch, timeout: 10, insecure: 'refused' }))
  assert.deepEqual(await fetchJson(URL_), { keys: [] })
  assert.equal(asked[0]?.redirect, 'manual')
  assert.ok(asked[0]?.signal instanceof AbortSignal)
  assert.deepEqual(asked[0]?.headers, { accept: 'application/json' })
})

// biome-ignore format: a table
const REFUSED: readonly (readonly [what: string, answer: Response | Error, message: string])[] = [
  ['a list',          Response.json([]),                                    `${URL_} answered with no JSON object`],
  ['null',            Response.json(null),                                  `${URL_} answered with no JSON object`],
  ['a text',          Response.json('keys'),                                `${URL_} answered with no JSON object`],
  ['no JSON',         new Response('<html>'),                               `${URL_} answered with no JSON object`],
  ['nothing',         new Response(null),                                   `${URL_} answered with no JSON object`],
  ['another status',  Response.json({}, { status: 201 }),                   `${URL_} answered with status 201`],
  ['a redirect',      Response.redirect('https://evil.example/jwks', 302),  `${URL_} answered with status 302`],
  ['too much',        new Response(' '.repeat(524_289)),                    `${URL_} answered with more than is looked at`],
  ['a failure',       new Error('no connection'),                           'no connection'],
]

for (const [what, answer, message] of REFUSED)
  test(`${what} is no JSON object of an issuer`, async () => {
    await assert.rejects(fetching(answer), { message })
  })

test('as much as is looked at is read', async () => {
  const longest = new Response(`{}${' '.repeat(524_286)}`)
  assert.deepEqual(await fetching(longest), {})
})

test('http is taken on this machine, where that is allowed', async () => {
  const fetch = async () => Response.json({})
  const fetchJson = createFetchJson(createFetchText({ fetch, timeout: 10, insecure: 'allowed' }))
  for (const host of ['localhost:4000', '127.0.0.1', '[::1]:4000'])
    assert.deepEqual(await fetchJson(`http://${host}/jwks`), {})
  await assert.rejects(fetchJson('http://localhost.evil.example/jwks'), /is no https URL$/)
})

test('a URL that is not https is not asked', async () => {
  for (const url of ['http://op.example.com/jwks', 'http://localhost/jwks', 'file:///etc/passwd'])
    await assert.rejects(fetching(Response.json({}), url), /is no https URL/)
})
