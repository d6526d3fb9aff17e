import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { createVerifier } from '@gryphon/resource-server'
import { guard } from '@gryphon/resource-server/node'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { selfSigned } from '../support/certificate.ts'

/*
 * Tokens that are bound to the certificate of a TLS connection (RFC 8705 §3), over TLS.
 */
const ISSUER = 'https://op.example'
const AUDIENCE = 'https://api.example'
const SERVER = selfSigned('localhost')
const CLIENT = selfSigned('client')
const OTHER = selfSigned('other')

const { publicKey, privateKey } = await generateKeyPair('ES256')
const jwks = { keys: [await exportJWK(publicKey)] }

const boundTo = (cert: string) => {
  const thumbprint = Buffer.from(
    new X509Certificate(cert).fingerprint256.replaceAll(':', ''),
    'hex',
  ).toString('base64url')
  return new SignJWT({ client_id: 'app', cnf: { 'x5t#S256': thumbprint } })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('someone')
    .setExpirationTime('5m')
    .sign(privateKey)
}

const api = createVerifier({
  issuer: ISSUER,
  audience: AUDIENCE,
  jwks_uri: `${ISSUER}/jwks`,
  mtls: {},
  fetch: async () => Response.json(jwks),
})
const server = createServer(
  { ...SERVER, requestCert: true, rejectUnauthorized: false },
  guard(api, {}, (_request, response, token) => response.end(token.sub)),
)

before(async () => {
  server.listen(0, 'localhost')
  await once(server, 'listening')
})
after(() => server.close())

/** What the API answers over a connection with this certificate. */
const ask = async (token: string, certificate: { cert: string; key: string } | undefined) => {
  const { port } = server.address() as AddressInfo
  const asking = request({
    host: 'localhost',
    port,
    ca: SERVER.cert,
    headers: { authorization: `Bearer ${token}` },
    agent: false,
    ...certificate,
  })
  asking.end()
  const [answer] = await once(asking, 'response')
  return [answer.statusCode, await text(answer)]
}

test('RFC 8705 §3: a token is good over a connection with its certificate, and over no other', async () => {
  const token = await boundTo(CLIENT.cert)
  assert.deepEqual(await ask(token, CLIENT), [200, 'someone'])
  const refused = async (certificate: typeof CLIENT | undefined) => {
    const [status, body] = await ask(token, certificate)
    return [status, JSON.parse(body).error_description]
  }
  assert.deepEqual(await refused(OTHER), [401, 'the access token is bound to another certificate'])
  assert.deepEqual(await refused(undefined), [401, 'the access token is bound to a certificate'])
})
