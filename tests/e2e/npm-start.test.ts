import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort, gryphon, interrupt, newFolder, startAll } from '../support/gryphon.ts'

const begin = async (data: string) => {
  const [port, playground, api] = [await freePort(), await freePort(), await freePort()]
  const words = ['--port', port, '--playground-port', playground, '--api-port', api].map(String)
  return { command: startAll([...words, '--data', data]), port, playground, api }
}

const clientIn = async (data: string) => {
  const { out } = await gryphon(['client', 'show', 'playground', '--json', '--data', data])
  return JSON.parse(out)
}

test('npm start has a provider, an application and an API, tells where, and Ctrl-C stops all three', async () => {
  const data = join(newFolder(), 'data')
  const first = await begin(data)
  const said = await first.command.says('Ctrl-C stops all three')
  assert.match(said, new RegExp(`Open http://127\\.0\\.0\\.1:${first.playground} and click Log in`))
  const [password] = /([a-z2-9]{4}-){3}[a-z2-9]{4}/.exec(said) ?? []
  assert.ok(password)
  const found = await Promise.all([
    fetch(`http://localhost:${first.port}/.well-known/openid-configuration`),
    fetch(`http://127.0.0.1:${first.playground}/`),
    fetch(`http://127.0.0.1:${first.api}/notes`),
  ])
  assert.deepEqual(
    found.map(({ status }) => status),
    [200, 200, 401],
  )
  const client = await clientIn(data)
  assert.deepEqual(client.redirect_uris, [`http://127.0.0.1:${first.playground}/callback`])
  assert.deepEqual(client.response_types, [
    'code',
    'code id_token',
    'code token',
    'code id_token token',
  ])
  assert.equal(client.trusted, false)
  assert.equal((await interrupt(first.command)).code, 0)
  for (const port of [first.port, first.playground, first.api])
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`))

  const second = await begin(data)
  assert.ok((await second.command.says('Ctrl-C stops all three')).includes(password))
  const moved = await clientIn(data)
  assert.deepEqual(moved.redirect_uris, [`http://127.0.0.1:${second.playground}/callback`])
  const { out } = await gryphon(['resource', 'list', '--json', '--data', data])
  const resources: readonly { readonly resource: string }[] = JSON.parse(out)
  assert.deepEqual(
    resources.map(({ resource }) => resource),
    [`http://127.0.0.1:${second.api}`],
  )
  assert.equal((await interrupt(second.command)).code, 0)
})

test('a taken port of the application is told by its number, and nothing is left running', async () => {
  const first = await begin(newFolder())
  await first.command.says('Ctrl-C stops all three')
  const port = await freePort()
  const words = [
    '--port',
    port,
    '--playground-port',
    first.playground,
    '--api-port',
    await freePort(),
  ]
  const second = startAll([...words.map(String), '--data', newFolder()])
  const { code, err } = await second.ended
  assert.equal(code, 1)
  assert.match(err, new RegExp(`playground-port: port ${first.playground} is taken`))
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`))
  assert.equal((await interrupt(first.command)).code, 0)
})

test('a port that is none is refused', async () => {
  const { code, err } = await startAll(['--api-port', 'x', '--data', newFolder()]).ended
  assert.deepEqual([code, err.includes('api-port: expected a whole number')], [2, true])
})
