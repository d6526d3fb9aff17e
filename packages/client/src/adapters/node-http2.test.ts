import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { none } from '../client-authentication/none.ts'
import { gryphonLogin, loginOf, requiresLogin } from './node.ts'

const login = gryphonLogin({
  issuer: 'https://op.example.com',
  client_id: 'app',
  authentication: none(),
  base_url: 'https://app.example.org',
  secret: '32 random characters or more, here',
})
const guard = requiresLogin()

const createApplication = () =>
  createServer((request, response) =>
    login(request, response, (error) => {
      if (error !== undefined) return response.writeHead(500).end(String(error))
      if (request.url !== '/me') return response.end(loginOf(request).claims?.sub ?? 'nobody')
      return guard(request, response, () => response.end('me'))
    }),
  )

const visit = async (port: number, path: string) => {
  const session = connect(`http://127.0.0.1:${port}`)
  const stream = session.request({ ':path': path })
  const [headers] = await once(stream, 'response')
  const body = (await stream.setEncoding('utf8').toArray()).join('')
  session.close()
  return { status: headers[':status'], body }
}

test('HTTP/2 has pseudo-headers beside its fields, and no middleware trips over them (RFC 9113 §8.3)', async (t) => {
  const server = createApplication().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  assert.deepEqual(await visit(port, '/'), { status: 200, body: 'nobody' })
  assert.deepEqual((await visit(port, '/me')).status, 401)
})
