import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { startOp, type TestOp } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'

describe('a connection that misbehaves', () => {
  let op: TestOp
  let server: Server
  before(async () => {
    op = await startOp('fetch')
    server = createServer(op.op.node).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    await op.close()
  })

  const open = async () => {
    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  /** Sends bytes as they are, and reads until the server has closed. */
  const exchange = async (...bytes: readonly (string | Uint8Array)[]): Promise<string> => {
    const socket = await open()
    for (const some of bytes) socket.write(some)
    return received(socket)
  }
  /** All that the server sends until it closes, be it by a reset: then what it sent may be lost (RFC 9112 §9.6). */
  const received = async (socket: Socket): Promise<string> => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    await new Promise<void>((resolve) => socket.once('close', () => resolve()))
    return Buffer.concat(chunks).toString('latin1')
  }
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
  const head = (line: string, ...headers: readonly string[]) =>
    [`${line} HTTP/1.1`, 'Host: op.example', 'Connection: close', ...headers, '', ''].join('\r\n')
  const isWell = async () => {
    const answer = await exchange(head('GET /.well-known/jwks.json'))
    assert.equal(statusOf(answer), 200)
    const faults = op.events.filter(({ event }) => event === 'fault')
    assert.deepEqual(faults, [])
  }

  // biome-ignore format: a table
  const REQUESTS = [
    ['one header of 20 KB',                 [head('GET /authorize', `X: ${'x'.repeat(20_000)}`)],                       431],
    ['a thousand headers',                  [head('GET /authorize', ...Array.from({ length: 1000 }, (_, i) => `X-${i}: ${'x'.repeat(20)}`))], 431],
    ['a cookie of 20 KB',                   [head('GET /authorize', `Cookie: a=${'x'.repeat(20_000)}`)],                431],
    ['an address of 20 KB',                 [head(`GET /authorize?state=${'x'.repeat(20_000)}`)],                       431],
    ['bytes beyond ASCII in the address',   [Buffer.from(head('GET /authorize?client_id=\xff\xfe'), 'latin1')],         400],
    ['the absolute form (RFC 9112 §3.2.2)', [head('GET https://op.example/.well-known/jwks.json')],                     200],
    ['an absolute form that is none',       [head('GET http://[x/authorize')],                                          404],
    ['the asterisk form',                   [head('OPTIONS *')],                                                        404],
    ['an address that begins with //',      [head('GET //evil.example/authorize')],                                     404],
    ['a NUL in the address',                [head('GET /authorize\0')],                                                 400],
    ['no HTTP at all',                      ['\x16\x03\x01\x02\x00\r\n\r\n'],                                           400],
    ['a length that is no number',          [head('POST /oauth/token', 'Content-Length: x')],                           400],
    ['two lengths',                         [head('POST /oauth/token', 'Content-Length: 1', 'Content-Length: 2')],      400],
    ['a length and chunks (smuggling)',     [head('POST /oauth/token', 'Content-Length: 4', 'Transfer-Encoding: chunked'), '0\r\n\r\n'], 400],
    ['chunks without a number',             [head('POST /oauth/token', 'Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked'), 'x\r\n'], 400],
    ['a length far over the limit',         [head('POST /oauth/token', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 999999999999'), 'a='], 413],
    ['Expect: 100-continue and too much',   [head('POST /oauth/token', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 70000', 'Expect: 100-continue')], 413],
  ] as const

  for (const [what, bytes, status] of REQUESTS)
    test(`${what} is answered ${status}, and all is well`, async () => {
      const answer = await exchange(...bytes)
      const last = answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
      assert.equal(statusOf(last), status)
      assert.doesNotMatch(last, /\.ts:|node_modules/)
      await isWell()
    })

  test('an upload that is broken off is nobody’s fault, and nothing is written', async () => {
    const rows = rowCounts(op)
    for (const path of ['/oauth/token', '/authorize', '/interaction/x', '/userinfo'])
      for (const length of ['Content-Length: 1000', 'Transfer-Encoding: chunked']) {
        const socket = await open()
        const type = 'Content-Type: application/x-www-form-urlencoded'
        socket.write(head(`POST ${path}`, type, length))
        socket.write('3e8\r\na=b')
        setImmediate(() => socket.destroy())
        await received(socket)
      }
    await isWell()
    assert.deepEqual(rowCounts(op), rows)
  })

  test('an upload that is broken off on its way through fetch is nobody’s fault either', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new ReadableStream({ pull: (stream) => stream.error(new Error('gone')) })
    const asked = { method: 'POST', headers, body, duplex: 'half' } as const
    const { status } = await op.op.fetch(new Request('https://op.example/oauth/token', asked))
    assert.equal(status, 400)
    await isWell()
  })

  test('a client that does not wait for its answer is nobody’s fault', async () => {
    for (let i = 0; i < 20; i += 1) {
      const socket = await open()
      socket.write(head('GET /authorize?client_id=app'))
      socket.destroy()
    }
    await isWell()
  })

  test('an endless upload is cut off', async () => {
    const socket = await open()
    const type = 'Content-Type: application/x-www-form-urlencoded'
    socket.write(head('POST /oauth/token', type, 'Transfer-Encoding: chunked'))
    const piece = `4000\r\n${'a'.repeat(0x4000)}\r\n`
    const upload = setInterval(() => socket.writable && socket.write(piece), 1)
    const answer = await received(socket)
    clearInterval(upload)
    assert.match(answer, /^(HTTP\/1\.1 413 |$)/)
    await isWell()
  })

  test('a log that throws ends the connection, not the process', async () => {
    const failing = await startOp('fetch', {
      log: () => {
        throw new Error('the disk is full')
      },
    })
    const own = createServer(failing.op.node).listen(0, '127.0.0.1')
    await once(own, 'listening')
    const { port } = own.address() as AddressInfo
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    await assert.rejects(get('/nowhere'))
    assert.equal((await get('/.well-known/jwks.json')).status, 200)
    own.closeAllConnections()
    own.close()
    await failing.close()
  })
})
