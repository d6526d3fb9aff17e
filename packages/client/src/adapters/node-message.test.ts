import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { none } from '../client-authentication/none.ts'
import { CLIENT_ID } from '../testing/scene.ts'
import { OP_METADATA } from '../testing/tiny-op.ts'
import { gryphonLogin, loginOf } from './node.ts'

const login = gryphonLogin({
  issuer: OP_METADATA,
  client_id: CLIENT_ID,
  authentication: none(),
  base_url: 'https://client.example.org',
  secret: 'a secret, of thirty-two characters',
})

const server = createServer((request, response) =>
  login(request, response, (error) =>
    response.end(error === undefined ? String(loginOf(request).claims) : String(error)),
  ),
)

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

after(() => server.close())

const ask = async (path: string) => {
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const request = client.request({ ':path': path, cookie: 'a=b' }).setEncoding('utf8')
  const [headers] = await once(request, 'response')
  const body = (await request.toArray()).join('')
  client.close()
  return { status: headers[':status'], location: String(headers.location), body }
}

test('a request by HTTP/2 is read without its pseudo-header fields (RFC 9113 §8.3)', async () => {
  const { status, body } = await ask('/')
  assert.deepEqual([status, body], [200, 'undefined'])
})

test('a login begins by HTTP/2 too', async () => {
  const { status, location } = await ask('/login')
  assert.equal(status, 303)
  assert.ok(location.startsWith(`${OP_METADATA.authorization_endpoint}?`), location)
})
