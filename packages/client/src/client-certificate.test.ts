import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { selfSigned } from '../../../tests/support/certificate.ts'
import type { ClientOptions, RelyingParty } from './index.ts'
import { loadExamples } from './testing/readme-examples.ts'

/*
 * The README's `fetch` with a certificate, over a real TLS connection that asks for one (RFC 8705 §2).
 */
interface Tls {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

interface Examples {
  readonly discoverWithCertificate: (
    issuer: string,
    tls: Tls,
    options?: ClientOptions,
  ) => Promise<RelyingParty>
}

const SERVER = selfSigned('localhost')
const CLIENT = selfSigned('my-app')

interface Asked {
  readonly path: string
  readonly subject: string | undefined
  readonly body: string
}

const asked: Asked[] = []
let issuer = ''

const metadataOf = () => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code id_token'],
  token_endpoint_auth_methods_supported: ['tls_client_auth'],
  mtls_endpoint_aliases: { token_endpoint: `${issuer}/mtls/token` },
})

const server = createServer(
  { ...SERVER, ca: [CLIENT.cert], requestCert: true, rejectUnauthorized: false },
  async (request, response) => {
    const socket = request.socket as TLSSocket
    const subject = socket.authorized ? socket.getPeerX509Certificate()?.subject : undefined
    const path = request.url ?? ''
    asked.push({ path, subject, body: await text(request) })
    const tokens = { access_token: 'a token', token_type: 'Bearer' }
    const isRefused = path === '/mtls/token' && subject === undefined
    const json = path.endsWith('/token') ? tokens : metadataOf()
    response
      .writeHead(isRefused ? 401 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(isRefused ? { error: 'invalid_client' } : json))
  },
)

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`
})
after(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const { discoverWithCertificate } = await loadExamples<Examples>('certificateFetch')

const refreshWith = async (certificate: { readonly cert: string; readonly key: string }) => {
  const tls = { ...certificate, ca: SERVER.cert }
  const rp = (await discoverWithCertificate?.(issuer, tls)) ?? assert.fail('no example')
  return rp.refresh('a refresh token', { claims: undefined })
}

test('RFC 8705 §2: the client shows its certificate at the alias, and says its client_id', async () => {
  assert.equal((await refreshWith(CLIENT)).access_token, 'a token')
  const { path, subject, body } = asked.at(-1) ?? assert.fail()
  assert.deepEqual([path, subject], ['/mtls/token', 'CN=my-app'])
  assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
    grant_type: 'refresh_token',
    refresh_token: 'a refresh token',
    client_id: 'my-app',
  })
})

test('RFC 8705 §2: a certificate that nobody knows is refused', async () => {
  await assert.rejects(refreshWith(selfSigned('my-app')), {
    code: 'token_error',
    error: 'invalid_client',
  })
})
