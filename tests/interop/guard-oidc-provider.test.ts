import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import {
  allowInsecure,
  createVerifier,
  type GuardConfig,
  type IssuerConfig,
} from '@gryphon/resource-server'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'

/*
 * The guard with tokens of a provider that we did not write, over HTTP: JWTs, opaque ones, ones that are bound to a key, and
 * its signed answers to introspection.
 */
const JWT_API = 'https://jwt.example'
const OPAQUE_API = 'https://opaque.example'
const FORMATS: Readonly<Record<string, string>> = { [JWT_API]: 'jwt', [OPAQUE_API]: 'opaque' }

const privateJwk = async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'RS256' }
}

const robot = {
  client_id: 'robot',
  client_secret: 'a secret: 100% & more+',
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
}
const signedRobot = { ...robot, client_id: 'signed', introspection_signed_response_alg: 'RS256' }

const createOp = async (issuer: string) =>
  new Provider(issuer, {
    clients: [robot, signedRobot],
    jwks: { keys: [await privateJwk()] },
    scopes: ['read', 'write'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtIntrospection: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: 'read write',
          audience: resource,
          accessTokenFormat: FORMATS[resource],
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })

let server: Server
let issuer: string
before(async () => {
  server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  server.on('request', (await createOp(issuer)).callback())
})
after(() => server.close())

const encoded = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')
const BASIC = `Basic ${btoa(`robot:${encoded(robot.client_secret)}`)}`

const post = async (path: string, form: Readonly<Record<string, string>>, headers = {}) => {
  const body = new URLSearchParams(form)
  const authorization = { authorization: BASIC, ...headers }
  const answer = await fetch(issuer + path, { method: 'POST', headers: authorization, body })
  const said = await answer.text()
  assert.equal(answer.status, 200, said)
  return JSON.parse(said === '' ? '{}' : said) as { readonly access_token?: string }
}

const askToken = async (resource: string, headers = {}) => {
  const form = { grant_type: 'client_credentials', resource, scope: 'read' }
  const { access_token = '' } = await post('/token', form, headers)
  return access_token
}

const guardOf = (audience: string, config: GuardConfig & Partial<IssuerConfig> = {}) =>
  createVerifier({ issuer, audience, [allowInsecure]: true, ...config })

const asRobot = { client_id: 'robot', client_secret: robot.client_secret, cache_lifetime: 0 }

test('its JWT is verified locally (RFC 9068)', async () => {
  const token = await askToken(JWT_API)
  const { sub, client_id, scope } = await guardOf(JWT_API).verify(token, { scope: ['read'] })
  assert.deepEqual([sub, client_id, scope], ['robot', 'robot', ['read']])
  await assert.rejects(guardOf('https://other.example').verify(token), { code: 'aud_mismatch' })
  await assert.rejects(guardOf(JWT_API).verify(token, { scope: ['write'] }), { status: 403 })
})

test('its opaque token is asked about, and refused once it is revoked (RFC 7662, RFC 7009)', async () => {
  const api = guardOf(OPAQUE_API, { introspection: asRobot })
  const token = await askToken(OPAQUE_API)
  const { sub, scope } = await api.verify(token)
  assert.deepEqual([sub, scope], ['robot', ['read']])
  await post('/token/revocation', { token })
  await assert.rejects(api.verify(token), { code: 'token_inactive' })
})

test('its signed answers are verified (RFC 9701)', async () => {
  const introspection = { ...asRobot, client_id: 'signed', answers: 'signed' } as const
  const api = guardOf(OPAQUE_API, { introspection })
  assert.equal((await api.verify(await askToken(OPAQUE_API))).sub, 'robot')
  await assert.rejects(api.verify('made-up'), { code: 'token_inactive' })
})

test('its tokens that are bound to a key need a proof of it (RFC 9449)', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  const prove = (htm: string, htu: string, more = {}) =>
    new SignJWT({ jti: randomUUID(), htm, htu, ...more })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .sign(privateKey)
  for (const resource of [JWT_API, OPAQUE_API]) {
    const dpop = { base_url: resource }
    const api = guardOf(resource, { dpop, introspection: asRobot })
    const token = await askToken(resource, { dpop: await prove('POST', `${issuer}/token`) })
    const ath = createHash('sha256').update(token).digest('base64url')
    const request = async (scheme: string) =>
      new Request(`${resource}/things`, {
        headers: {
          authorization: `${scheme} ${token}`,
          dpop: await prove('GET', `${resource}/things`, { ath }),
        },
      })
    assert.equal((await api.verify(await request('DPoP'))).sub, 'robot')
    await assert.rejects(api.verify(await request('Bearer')), { code: 'dpop_scheme_missing' })
  }
})
