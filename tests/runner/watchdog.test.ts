import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const WATCHDOG = new URL('./watchdog.ts?tests=1500&leaving=100', import.meta.url).href
const LISTENING = `import { createServer } from 'node:http'; createServer().listen(0, '127.0.0.1')`

/** Runs a test file of this text under a watchdog of little patience. */
const run = async (text: string) => {
  const program = `import { before, test } from 'node:test'; ${text}`
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(
    process.execPath,
    ['--import', WATCHDOG, '--input-type=module', '--eval', program],
    { env },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  const [code] = await once(child, 'close')
  return { code, said }
}

test('a file that ends by itself ends as its tests say', async () => {
  const [passed, failed] = await Promise.all([
    run(`test('a', () => {})`),
    run(`test('a', () => { throw new Error('of the test') })`),
  ])
  assert.equal(passed.code, 0)
  assert.equal(failed.code, 1)
  assert.doesNotMatch(passed.said + failed.said, /still open/)
})

test('a server that nobody closed fails its file, and is named', async () => {
  const { code, said } = await run(`${LISTENING}; test('a', () => {})`)
  assert.equal(code, 1)
  assert.match(said, /all tests are done, but .* 0\.1 s; still open: .*TCPServerWrap/)
})

for (const [what, text] of [
  ['while it is loaded', `${LISTENING}; await new Promise(() => {})`],
  ['in a hook', `${LISTENING}; before(() => new Promise(() => {})); test('a', () => {})`],
  ['in a test', `${LISTENING}; test('a', () => new Promise(() => {}))`],
] as const)
  test(`what waits for ever ${what} fails its file`, async () => {
    const { code, said } = await run(text)
    assert.equal(code, 1)
    assert.match(said, /the file is not done after 1\.5 s; still open/)
  })
