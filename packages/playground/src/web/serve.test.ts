import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { BODY_LIMIT, type Fetch, serve } from './serve.ts'

const LOCAL = { host: '127.0.0.1', port: 0 }

const serving = async (answer: Fetch, run: (url: string) => Promise<void>): Promise<void> => {
  const { url, close } = await serve(answer, LOCAL)
  try {
    await run(url)
  } finally {
    await close()
  }
}

const speak = async (url: string, words: string): Promise<string> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(words)
  return text(socket)
}

test('a request comes with its method, headers and body, and each cookie is answered in its own header', () =>
  serving(
    async (request) =>
      new Response(`${request.method} ${request.headers.get('x-one')} ${await request.text()}`, {
        status: 201,
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      }),
    async (url) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'x-one': 'two' },
        body: 'three',
      })
      assert.equal(answer.status, 201)
      assert.equal(await answer.text(), 'POST two three')
      assert.deepEqual(answer.headers.getSetCookie(), ['a=1', 'b=2'])
    },
  ))

test('a body past the limit is refused with 413', () =>
  serving(
    () => new Response(),
    async (url) => {
      const body = 'x'.repeat(BODY_LIMIT + 1)
      assert.equal((await fetch(url, { method: 'POST', body })).status, 413)
    },
  ))

test('a request whose target is no path is refused with 400, and the server lives', () =>
  serving(
    () => new Response('alive'),
    async (url) => {
      const answer = await speak(
        url,
        'GET http://[/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      )
      assert.match(answer, /^HTTP\/1\.1 400 /)
      assert.equal(await (await fetch(url)).text(), 'alive')
    },
  ))

test('a port that is taken is told by name', async () => {
  await serving(
    () => new Response(),
    async (url) => {
      const taken = { host: '127.0.0.1', port: Number(new URL(url).port) }
      await assert.rejects(
        serve(() => new Response(), taken),
        { code: 'EADDRINUSE', port: taken.port },
      )
    },
  )
})
