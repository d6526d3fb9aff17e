import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { startTestServer } from '../support/running-server.ts'

const ask = async (port: number, path: string, method = 'GET') => {
  const answer = await fetch(`http://localhost:${port}${path}`, { method })
  const { status, headers } = answer
  return { status, cache: headers.get('cache-control'), text: await answer.text() }
}

const README = readFileSync('README.md', 'utf8')

/** The README says that this comes back. */
const assertDocumented = ({ status, text }: { readonly status: number; readonly text: string }) =>
  assert.ok(README.includes(`\`${status}\` \`${text}\``), text)

const READY = '{"status":"ok","checks":{"store":"ok","keys":"ok"}}'

test('a server that serves is live and ready', async () => {
  const server = await startTestServer()
  const { port } = server
  const ok = { status: 200, cache: 'no-store' }
  assert.deepEqual(await ask(port, '/health/live'), { ...ok, text: '{"status":"ok"}' })
  assert.deepEqual(await ask(port, '/health/ready'), { ...ok, text: READY })
  assert.deepEqual(await ask(port, '/health/ready', 'HEAD'), { ...ok, text: '' })
  assert.equal((await ask(port, '/health/ready', 'POST')).status, 404)
  for (const path of ['/health/live', '/health/ready']) assertDocumented(await ask(port, path))
  await server.close()
})

test('one whose store does not answer is live, and not ready', async () => {
  const server = await startTestServer()
  await server.provider.checkKeys()
  await server.provider.store.close()
  const answer = await ask(server.port, '/health/ready')
  assert.deepEqual(answer, {
    status: 503,
    cache: 'no-store',
    text: '{"status":"unavailable","checks":{"store":"failed","keys":"ok"}}',
  })
  assertDocumented(answer)
  assert.equal((await ask(server.port, '/health/live')).status, 200)
  await server.close()
})

test('one that is asked to stop is not ready, and answers for as long as it is told', async () => {
  const server = await startTestServer({ 'shutdown-delay': '5' })
  const closed = server.close()
  const stopping = await ask(server.port, '/health/ready')
  const expected = { status: 503, cache: 'no-store', text: '{"status":"stopping"}' }
  assert.deepEqual(stopping, expected)
  assertDocumented(stopping)
  assert.equal((await ask(server.port, '/health/live')).status, 200)
  assert.equal((await ask(server.port, '/.well-known/jwks.json')).status, 200)
  await closed
  await assert.rejects(ask(server.port, '/health/live'))
})
