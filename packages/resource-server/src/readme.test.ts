import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { after, test } from 'node:test'
import { ANSWERS, bearing, tokenOf } from './testing/scene.ts'

/*
 * The examples of README.md, run as they stand there, with the platform's `fetch` leading to the issuer of the tests.
 */
interface Examples {
  readonly answer: (request: Request) => Promise<Response>
  readonly whoIs: (access_token: string) => Promise<string>
}

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

const load = async (example: string): Promise<Partial<Examples>> => {
  const code = stripTypeScriptTypes(example).replaceAll(
    "'@gryphon/resource-server'",
    `'${import.meta.resolve('@gryphon/resource-server')}'`,
  )
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

const platformFetch = globalThis.fetch
globalThis.fetch = (async (url: string) => Response.json(ANSWERS[url])) as typeof fetch
after(() => {
  globalThis.fetch = platformFetch
})

const examples: Partial<Examples> = Object.assign(
  {},
  ...(await Promise.all(
    [...README.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => load(code)),
  )),
)

const current = (claims: Readonly<Record<string, unknown>> = {}) =>
  tokenOf({ claims: { exp: Math.floor(Date.now() / 1000) + 60, ...claims } })

test('README: a guarded handler greets, and challenges who brings no token', async () => {
  const greeted = await examples.answer?.(bearing(await current()))
  assert.deepEqual(await greeted?.json(), { hello: '248289761001' })
  const refused = await examples.answer?.(new Request('https://api.example.com/'))
  assert.equal(refused?.status, 401)
})

test('README: a bare token is verified, one of the front channel refused', async () => {
  assert.equal(await examples.whoIs?.(await current()), '248289761001')
  const front = await current({ front_channel: true })
  assert.equal(await examples.whoIs?.(front), '401 front_channel_refused')
})
