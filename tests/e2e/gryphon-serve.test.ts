import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import {
  freePort,
  gryphon,
  interrupt,
  newFolder,
  type RunningCommand,
  startGryphon,
} from '../support/gryphon.ts'

const DISCOVERY = '/.well-known/openid-configuration'

const begin = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const port = await freePort()
  const command = startGryphon([...words, '--port', String(port)], { env })
  return { command, port, origin: `http://localhost:${port}` }
}

/** Bytes sent as they are, and all that comes back until the other side ends. */
const sendRaw = async (port: number, bytes: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(bytes)
  return text(socket)
}

test('the first start makes a provider, a client and a person; the second keeps them; Ctrl-C ends with 0', async () => {
  const data = newFolder()
  const first = await begin(['--data', data])
  const said = await first.command.says('Ctrl-C stops')
  const [, password = ''] = /demo with password (\S+)/.exec(said) ?? []
  assert.match(password, /^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  const metadata = await (await fetch(first.origin + DISCOVERY)).json()
  assert.equal(metadata.issuer, first.origin)
  const jwks = await (await fetch(metadata.jwks_uri)).json()
  const ended = await interrupt(first.command)
  assert.equal(ended.code, 0, ended.err)
  for (const file of ['master.key', 'gryphon.db', 'demo.json'])
    assert.equal(statSync(join(data, file)).mode & 0o777, 0o600, file)

  const second = await begin(['--data', data])
  assert.match(await second.command.says('Ctrl-C stops'), new RegExp(password))
  const kept = await (await fetch(`${second.origin}/.well-known/jwks.json`)).json()
  assert.deepEqual(kept, jwks)
  second.command.child.kill('SIGTERM')
  assert.equal((await second.command.ended).code, 0)
})

test('serve has no demo client and no demo person, and logs lines of JSON', async () => {
  const data = newFolder()
  const { command } = await begin(['serve', '--data', data])
  await command.says('is served on')
  const ended = await interrupt(command)
  assert.equal(ended.code, 0)
  assert.equal(ended.out, '')
  for (const line of ended.err.trim().split('\n')) assert.equal(JSON.parse(line).level, 'info')
  assert.equal(existsSync(join(data, 'demo.json')), false)
  const { out } = await gryphon(['user', 'list', '--json', '--data', data])
  assert.deepEqual(JSON.parse(out), [])
})

test('a taken port is told by its number, before any data are touched', async () => {
  const { command, port } = await begin(['serve', '--data', newFolder()])
  await command.says('is served on')
  const data = join(newFolder(), 'untouched')
  const { code, err } = await gryphon(['serve', '--data', data, '--port', String(port)])
  await interrupt(command)
  assert.equal(code, 1)
  assert.equal(
    err,
    `gryphon: port ${port} is taken by another program: stop it, or choose another with --port\n`,
  )
  assert.equal(existsSync(data), false)
})

test('a wrong or missing master key is refused, and the database is left as it is', async () => {
  const data = newFolder()
  await gryphon(['tenant', 'add', 'acme', '--data', data])
  const key = join(data, 'master.key')
  const right = readFileSync(key, 'utf8')

  writeFileSync(key, `${Buffer.alloc(32, 7).toString('base64url')}\n`)
  const wrong = await gryphon(['serve', '--data', data, '--port', '0'])
  assert.deepEqual(
    [wrong.code, wrong.err.startsWith('gryphon: master_key does not open')],
    [1, true],
  )

  rmSync(key)
  const missing = await gryphon(['serve', '--data', data, '--port', '0'])
  assert.equal(missing.code, 1)
  assert.match(missing.err, /master_key: .*master\.key is missing/)

  const env = { GRYPHON_MASTER_KEY: right.trim() }
  assert.equal((await gryphon(['keys', 'list', '--data', data], { env })).code, 0)
})

test('a data folder that everyone can write to is refused, with the cure', async () => {
  const data = newFolder()
  chmodSync(data, 0o777)
  const { out, err, code } = await gryphon(['client', 'list', '--data', data])
  assert.deepEqual([out, code], ['', 1])
  assert.match(err, /chmod 700/)
  assert.equal(existsSync(join(data, 'gryphon.db')), false)
})

test('a refused request is shown by its number: what came in, the rule, what to change', async () => {
  const data = newFolder()
  const { command, origin } = await begin(['serve', '--data', data])
  await command.says('is served on')
  const page = await (await fetch(`${origin}/authorize?client_id=nobody&prompt=none`)).text()
  const [, number = ''] = /<code>([\w-]{12})<\/code>/.exec(page) ?? []
  await interrupt(command)
  const shown = await gryphon(['refusal', number, '--data', data, '--json'])
  const { at: _, ...view } = JSON.parse(shown.out)
  assert.deepEqual(view, {
    event: 'authorization.refused',
    tenant_id: 'default',
    error: 'invalid_request',
    request_id: number,
    description: 'client_id is unknown',
    section: 'RFC 6749 §4.1.2.1',
    change: 'compare it with: gryphon client list; is it a client of another tenant?',
    received: { client_id: '(6 characters)', prompt: 'none' },
  })
  const words = await gryphon(['refusal', number, '--data', data])
  assert.match(words.out, /What came in\n {2}client_id {2}\(6 characters\)/)
  const unknown = await gryphon(['refusal', 'AAAAAAAAAAAA', '--data', data])
  assert.deepEqual([unknown.out, unknown.code], ['', 1])
})

test('a refusal before a known return address names the client that was found, and what it has registered', async () => {
  const data = newFolder()
  const redirect_uri = 'https://app.example.com/callback'
  const add = ['client', 'add', '--redirect-uri', redirect_uri, '--client-id', 'app']
  assert.equal((await gryphon([...add, '--data', data])).code, 0)
  const { command, origin } = await begin(['serve', '--data', data])
  await command.says('is served on')
  // No request waits until its refusal is kept.
  const shown = async (number: string): Promise<string> => {
    const { code, out } = await gryphon(['refusal', number, '--data', data, '--json'])
    return code === 0 ? out : shown(number)
  }
  const refusedOf = async (query: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${origin}/authorize?${new URLSearchParams(query)}`)
    const [, number = ''] = /<code>([\w-]{12})<\/code>/.exec(await answer.text()) ?? []
    const { client_id, redirect_uris, received } = JSON.parse(await shown(number))
    return { client_id, redirect_uris, received }
  }
  const wrong = { client_id: 'app', redirect_uri: 'https://app.example.com/calback?x=secret' }
  const known = { client_id: 'app', redirect_uris: [redirect_uri] }
  assert.deepEqual(await refusedOf(wrong), {
    ...known,
    received: {
      client_id: 'app',
      redirect_uri: 'https://app.example.com/calback and 9 characters',
    },
  })
  assert.deepEqual(await refusedOf({ client_id: 'app', request: 'a.b.c' }), {
    ...known,
    received: { client_id: 'app', request: '(5 characters)' },
  })
  const { err } = await interrupt(command)
  const line = err.split('\n').find((one) => one.includes('authorization.refused')) ?? ''
  assert.equal(JSON.parse(line).client_id, 'app')
})

test('an issuer that is plain http and not this machine is refused', async () => {
  const issuer = 'http://op.example.com'
  const { code, err } = await gryphon(['serve', '--issuer', issuer, '--data', newFolder()])
  assert.deepEqual([code, err.includes('issuer (from --issuer): expected an https URL')], [2, true])
})

test('a server that others can reach must be told its issuer', async () => {
  const { code, err } = await gryphon(['serve', '--host', '0.0.0.0', '--data', newFolder()])
  assert.deepEqual([code, err.includes('issuer: needed when host is 0.0.0.0')], [2, true])
})

test('a demo is for this machine alone', async () => {
  const words = ['--issuer', 'https://op.example.com', '--port', '0', '--data', newFolder()]
  const { code, err } = await gryphon(words)
  assert.deepEqual([code, err.includes('use gryphon serve')], [1, true])
})

test('the settings of a file hold, and the environment goes before them', async () => {
  const folder = newFolder()
  const config = join(folder, 'gryphon.json')
  writeFileSync(config, JSON.stringify({ data: join(folder, 'data'), log: { level: 'silent' } }))
  const { command, origin } = await begin(['serve', '--config', config], {
    GRYPHON_LOG_LEVEL: 'debug',
  })
  await command.says('is served on')
  await fetch(`${origin}/health?code=secret`)
  const { err } = await interrupt(command)
  assert.ok(existsSync(join(folder, 'data', 'gryphon.db')))
  assert.match(err, /"path":"\/health"/)
  assert.doesNotMatch(err, /secret/)
})

describe('the HTTP server', () => {
  let command: RunningCommand
  let port: number
  let origin: string

  before(async () => {
    ;({ command, port, origin } = await begin(['serve', '--data', newFolder()]))
    await command.says('is served on')
  })
  after(async () => {
    assert.equal((await interrupt(command)).code, 0)
  })

  test('tells that it is well', async () => {
    const response = await fetch(`${origin}/health`)
    assert.deepEqual([response.status, await response.text()], [200, '{"status":"ok"}'])
  })

  test('serves the stylesheet of the pages, for ever', async () => {
    const page = await (await fetch(`${origin}/authorize`)).text()
    const [, path = ''] = /href="(\/assets\/[^"]+\.css)"/.exec(page) ?? []
    const response = await fetch(origin + path)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/css; charset=utf-8')
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  })

  test('answers a flood of headers with 431', async () => {
    const flood = `x-flood: ${'a'.repeat(20_000)}\r\n`
    const answer = await sendRaw(port, `GET / HTTP/1.1\r\nhost: localhost\r\n${flood}\r\n`)
    assert.match(answer, /^HTTP\/1\.1 431 /)
  })

  test('answers what is not HTTP with 400', async () => {
    assert.match(await sendRaw(port, 'hello\r\n\r\n'), /^HTTP\/1\.1 400 /)
  })

  test('answers a request without a host with 400 (RFC 9112 §3.2)', async () => {
    assert.match(await sendRaw(port, 'GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /)
  })

  test('answers a body over 64 KiB with 413', async () => {
    const response = await fetch(`${origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ code: 'x'.repeat(70_000) }),
    })
    assert.equal(response.status, 413)
  })
})

test('a request that is under way when Ctrl-C comes is answered', async () => {
  const { command, port } = await begin(['serve', '--data', newFolder()])
  await command.says('is served on')
  const body = 'grant_type=authorization_code'
  const call = request({
    ...{ port, host: '127.0.0.1', method: 'POST', path: '/oauth/token' },
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length,
    },
  })
  call.write(body.slice(0, 10))
  await once(call, 'socket')
  await fetch(`http://127.0.0.1:${port}/health`)
  const ended = interrupt(command)
  await command.says('stopping')
  call.end(body.slice(10))
  const [response] = await once(call, 'response')
  assert.equal(response.statusCode, 401)
  response.resume()
  assert.equal((await ended).code, 0)
})
