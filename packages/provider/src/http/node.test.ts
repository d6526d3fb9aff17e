import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { HttpRequest, HttpResponse } from './message.ts'
import { nodeListener } from './node.ts'

const OK = (body: string): HttpResponse => ({ status: 200, headers: {}, body })

/** A server that answers so, on a port of this machine. */
const serve = async (
  t: TestContext,
  respond: (request: HttpRequest) => Promise<HttpResponse>,
  around = (listener: ReturnType<typeof nodeListener>) => listener,
) => {
  const server = createServer(around(nodeListener(respond))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const open = async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket.on('error', () => undefined)
  }
  return { url: `http://127.0.0.1:${port}`, open }
}

/** Sends requests for these paths at once, and reads until the server has closed. */
const pipelined = async (socket: Socket, paths: readonly string[]): Promise<string> => {
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk
  })
  const requests = paths.map((path, turn) => {
    const close = turn === paths.length - 1 ? 'Connection: close\r\n' : ''
    return `GET ${path} HTTP/1.1\r\nHost: op\r\n${close}\r\n`
  })
  socket.write(requests.join(''))
  await once(socket, 'close')
  return said
}

test('answers on one connection come in the order of its requests (RFC 9112 §9.3.2)', async (t) => {
  const { open } = await serve(t, async ({ path }) => {
    if (path === '/slow') await setTimeout(20)
    return OK(`[${path}]`)
  })
  const said = await pipelined(await open(), ['/slow', '/b', '/c'])
  assert.deepEqual(said.match(/\[.*?\]/g), ['[/slow]', '[/b]', '[/c]'])
})

test('each request is answered in the async context that it came in, whatever came with it', async (t) => {
  const context = new AsyncLocalStorage<string>()
  const respond = async ({ path }: HttpRequest) => OK(`[${path} ${context.getStore()}]`)
  const { open } = await serve(
    t,
    respond,
    (listener) => (request, response) =>
      context.run(String(request.url), () => listener(request, response)),
  )
  const said = await pipelined(await open(), ['/a', '/b', '/c'])
  assert.deepEqual(said.match(/\[.*?\]/g), ['[/a /a]', '[/b /b]', '[/c /c]'])
})

test('a fault that is thrown at once breaks off its own connection, and no other', async (t) => {
  const { url } = await serve(t, ({ path }) => {
    if (path === '/broken') throw new Error('broken')
    return Promise.resolve(OK(path))
  })
  const paths = ['/a', '/broken', '/b']
  const told = await Promise.allSettled(
    paths.map(async (path) => (await fetch(url + path, { keepalive: false })).text()),
  )
  assert.deepEqual(
    told.map((one) => (one.status === 'fulfilled' ? one.value : 'broken off')),
    ['/a', 'broken off', '/b'],
  )
})

test('an answer that cannot be sent (RFC 9110 §5.5) breaks off its own connection', async (t) => {
  const { url } = await serve(t, async ({ path }) =>
    path === '/broken' ? { ...OK(''), headers: { 'x-name': 'a\nb' } } : OK(path),
  )
  await assert.rejects(fetch(`${url}/broken`))
  assert.equal(await (await fetch(`${url}/a`)).text(), '/a')
})

test('a request whose sender has gone by then is not begun: it has no address any more', async (t) => {
  const begun: (readonly [path: string, address: string | undefined])[] = []
  const { url, open } = await serve(t, async ({ path, address }) => {
    begun.push([path, address])
    return OK(path)
  })
  const socket = await open()
  socket.write('GET /gone HTTP/1.1\r\nHost: op\r\n\r\n')
  socket.resetAndDestroy()
  await (await fetch(`${url}/here`)).text()
  assert.deepEqual(begun, [['/here', '127.0.0.1']])
})

test('a body whose sender has gone before it was read has broken off, though it had come whole', async (t) => {
  const { promise: told, resolve: tell } = Promise.withResolvers<unknown>()
  const { open } = await serve(t, async ({ body }) => {
    const closed = once(socket, 'close')
    socket.resetAndDestroy()
    await closed
    await setTimeout(20)
    tell(await body().catch((error: unknown) => error))
    return OK('')
  })
  const socket = await open()
  socket.write('POST / HTTP/1.1\r\nHost: op\r\nContent-Length: 3\r\n\r\na=b')
  const late = setTimeout(5000, 'nothing was told', { ref: false })
  const fault = await Promise.race([told, late])
  assert.deepEqual(
    [(fault as Error).name, (fault as Error).message],
    ['HttpError', 'the body broke off'],
  )
})
