import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  connect,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createVerifier } from '../create-verifier.ts'
import { guard } from './node.ts'

const api = createVerifier({
  issuer: 'https://op.example.com',
  audience: 'https://api.example.com',
})

const listener = guard(
  api,
  { scope: ['read'] },
  (_request: Http2ServerRequest, response: Http2ServerResponse, token) => response.end(token.sub),
)

test('a listener of HTTP/2 is guarded as one of HTTP/1.1 is (RFC 6750 §3)', async (t) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const stream = session.request({ ':path': '/notes' }).resume()
  const [headers] = await once(stream, 'response')
  assert.deepEqual([headers[':status'], headers['www-authenticate']], [401, 'Bearer'])
  session.close()
})
