import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { end, kept } from '../support/child.ts'
import {
  freePort,
  gryphon,
  inFolder,
  interrupt,
  newFolder,
  type RunningCommand,
  startGryphon,
} from '../support/gryphon.ts'

/*
 * Each examples/api-*.ts as it stands, in a process of its own, with tokens of a Gryphon in another.
 */
const README = readFileSync('packages/resource-server/README.md', 'utf8')
const API = 'https://api.example/notes'
const SCOPES = ['read:notes', 'write:notes']

/** What an example that only exports a `fetch` handler is served with. */
const SERVE_FETCH = `
  import { serve } from '@hono/node-server'
  const { default: api } = await import('./examples/api-fetch.ts')
  serve({ fetch: api.fetch, port: Number(process.env.PORT), hostname: 'localhost' }, () => console.log('ready'))`

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'api-express.ts': ['examples/api-express.ts'],
  'api-fastify.ts': ['examples/api-fastify.ts'],
  'api-fetch.ts': ['--input-type=module', '-e', SERVE_FETCH],
  'api-hono.ts': ['examples/api-hono.ts'],
  'api-node.ts': ['examples/api-node.ts'],
}

/** A provider in a process of its own, with an API and a client that acts for itself. */
const startIssuer = async () => {
  const data = newFolder()
  const { run } = inFolder(data)
  const scopes = SCOPES.flatMap((scope) => ['--scope', `${scope}=${scope}`])
  await run('resource', 'add', API, '--name', 'Notes', ...scopes)
  const metadata = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }
  const words = ['client', 'add', '--metadata', '-', '--name', 'Robot', '--json', '--data', data]
  const input = JSON.stringify({ ...metadata, scope: SCOPES.join(' ') })
  const { out, err } = await gryphon(words, { input })
  assert.notEqual(out, '', err)
  const port = await freePort()
  const command = startGryphon(['serve', '--data', data, '--port', String(port)])
  await command.says('is served on')
  return { command, issuer: `http://localhost:${port}`, client: JSON.parse(out) }
}

const askToken = async (issuer: string, client: Record<string, string>, scope: string) => {
  const { client_id, client_secret } = client
  const body = new URLSearchParams({ grant_type: 'client_credentials', resource: API, scope })
  const authorization = `Basic ${btoa(`${client_id}:${client_secret}`)}`
  const answer = await fetch(`${issuer}/oauth/token`, {
    method: 'POST',
    headers: { authorization },
    body,
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return access_token
}

/** Starts an example, and waits until it is ready. */
const startExample = async (words: readonly string[], issuer: string) => {
  const port = await freePort()
  const env = { ...process.env, PORT: String(port), ISSUER: issuer, AUDIENCE: API }
  const child = kept(spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] }))
  await once(child.stdout, 'data')
  return { child, url: `http://localhost:${port}/notes` }
}

const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

test('the README of the guard shows every example as it is, and this test runs each', () => {
  const names = globSync('examples/api-*.ts').map((path) => path.slice('examples/'.length))
  assert.deepEqual(names.toSorted(), Object.keys(EXAMPLES))
  for (const name of names)
    assert.ok(README.includes(readFileSync(`examples/${name}`, 'utf8')), name)
})

describe('the examples of an API', () => {
  let command: RunningCommand
  let issuer: string
  let reading: string
  let writing: string
  before(async () => {
    const started = await startIssuer()
    command = started.command
    issuer = started.issuer
    reading = await askToken(issuer, started.client, 'read:notes')
    writing = await askToken(issuer, started.client, 'write:notes')
  })
  after(() => interrupt(command))

  for (const [name, words] of Object.entries(EXAMPLES))
    describe(name, () => {
      let child: ChildProcess
      let url: string
      before(async () => {
        const started = await startExample(words, issuer)
        child = started.child
        url = started.url
      })
      after(() => end(child, 'SIGTERM'))

      test('lets a token of Gryphon through that has the scope', async () => {
        const answer = await fetch(url, bearing(reading))
        assert.equal(answer.status, 200)
        const { notes, of } = (await answer.json()) as { notes: unknown; of: unknown }
        assert.deepEqual(notes, [])
        assert.match(String(of), /^[\w-]+$/)
      })

      test('challenges who brings none, a bad one, two, and one without the scope (RFC 6750 §3.1)', async () => {
        const twice = `${url}?access_token=${reading}`
        const asked = [
          await fetch(url),
          await fetch(url, bearing(`${reading}x`)),
          await fetch(twice, bearing(reading)),
          await fetch(url, bearing(writing)),
        ]
        assert.deepEqual(
          asked.map(({ status, headers }) => [status, headers.get('www-authenticate')]),
          [
            [401, 'Bearer'],
            [
              401,
              'Bearer error="invalid_token", error_description="the signature of the access token is not good"',
            ],
            [
              400,
              'Bearer error="invalid_request", error_description="the access token is sent more than once"',
            ],
            [
              403,
              'Bearer error="insufficient_scope", error_description="the access token does not allow this", scope="read:notes"',
            ],
          ],
        )
        const [, bad] = asked
        assert.deepEqual(await bad?.json(), {
          error: 'invalid_token',
          error_description: 'the signature of the access token is not good',
        })
      })
    })
})
