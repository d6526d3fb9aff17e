import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

/** A running `oidc-provider`, at which everyone who comes is signed in as `jane` and consents. */
export interface ForeignOp {
  readonly issuer: string
  close(): Promise<void>
}

/** The API that its access tokens are for. */
export const API = 'https://api.example.com'

/** Where its client is answered; nobody listens there. */
export const REDIRECT_URI = 'https://client.example.org/cb'

/** The secret has what RFC 6749 §2.3.1 wants form-urlencoded. */
export const CLIENT_ID = 'hybrid client'
export const CLIENT_SECRET = 'a secret: 100% & more+'

const CLIENT = {
  client_id: CLIENT_ID,
  client_secret: CLIENT_SECRET,
  redirect_uris: [REDIRECT_URI],
  response_types: ['code', 'code id_token', 'code token', 'code id_token token'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
}

const privateJwk = async (alg: string) => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: alg }
}

/** The public and the private part of the key that a client authenticates with. */
const clientKey = async () => {
  const jwk = await privateJwk('ES256')
  const { d: _d, ...publicJwk } = jwk
  return { jwk, publicJwk }
}

/** The key of the client `private-key-client`. */
export const CLIENT_KEY = await clientKey()

const KEY_CLIENT = {
  ...CLIENT,
  client_id: 'private-key-client',
  client_secret: undefined,
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [CLIENT_KEY.publicJwk] },
}

const decryptionKey = async () => {
  const { privateKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true })
  const { kty = 'RSA', n = '', e = '', ...secret } = await exportJWK(privateKey)
  const publicJwk = { kty, n, e, kid: 'enc', use: 'enc', alg: 'RSA-OAEP-256' }
  return { jwk: { ...publicJwk, ...secret }, publicJwk }
}

/** The key that is encrypted for, of the client `sealed-client`. */
export const DECRYPTION_KEY = await decryptionKey()

const RESPONSE_TYPES = ['none', 'id_token', 'id_token token', ...CLIENT.response_types]

/** It signs what it asks, may push it, and gets what it registers for. */
const SEALED_CLIENT = {
  ...KEY_CLIENT,
  client_id: 'sealed-client',
  response_types: RESPONSE_TYPES,
  request_object_signing_alg: 'ES256',
  authorization_signed_response_alg: 'ES256',
  authorization_encrypted_response_alg: 'RSA-OAEP-256',
  authorization_encrypted_response_enc: 'A256GCM',
  id_token_encrypted_response_alg: 'RSA-OAEP-256',
  jwks: { keys: [CLIENT_KEY.publicJwk, DECRYPTION_KEY.publicJwk] },
}

/** The same without encryption. */
const SIGNED_CLIENT = {
  ...KEY_CLIENT,
  client_id: 'signed-client',
  response_types: RESPONSE_TYPES,
  authorization_signed_response_alg: 'ES256',
}

/** Those of Core §9, and of mutual TLS where that feature is on. */
const AUTHENTICATIONS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
]

type Features = Readonly<Record<string, unknown>>

/** What an `oidc-provider` has beside what it always has here. */
export interface ForeignOpOptions {
  readonly features?: Features
  /** The rest of its configuration, made when its issuer is known. */
  readonly configure?: (issuer: string) => Readonly<Record<string, unknown>>
  /** Served over TLS, at `localhost`. */
  readonly tls?: ServerOptions
}

const resourceServer = () => ({
  scope: 'read',
  audience: API,
  accessTokenFormat: 'jwt',
  accessTokenTTL: 300,
  jwt: { sign: { alg: 'ES256' } },
})

const configuration = async (features: Features) => ({
  clients: [CLIENT, KEY_CLIENT, SEALED_CLIENT, SIGNED_CLIENT],
  responseTypes: RESPONSE_TYPES,
  scopes: ['openid', 'offline_access', 'profile', 'email'],
  claims: { email: ['email'] },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    encryption: { enabled: true },
    jwtResponseModes: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: resourceServer,
      useGrantedResource: () => true,
    },
    ...features,
  },
  issueRefreshToken: () => true,
  ttl: { Interaction: 60, Session: 60, Grant: 60, IdToken: 60, AccessToken: 60, RefreshToken: 60 },
  findAccount: (_: unknown, accountId: string) => ({
    accountId,
    claims: () => ({ sub: accountId, email: 'jane@example.com' }),
  }),
  interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
  cookies: { keys: ['a key for the cookies of a test'] },
  jwks: { keys: [await privateJwk('RS256'), await privateJwk('ES256')] },
  clientAuthMethods: AUTHENTICATIONS,
})

const consent = async (
  op: Provider,
  { prompt, params, session }: Awaited<ReturnType<Provider['interactionDetails']>>,
) => {
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details
  const accountId = session?.accountId ?? 'nobody'
  const grant = new op.Grant({ accountId, clientId: params.client_id })
  grant.addOIDCScope(missingOIDCScope.join(' '))
  for (const [resource, scope] of Object.entries(missingResourceScopes))
    grant.addResourceScope(resource, scope.join(' '))
  return { consent: { grantId: await grant.save() } }
}

/** Answers every prompt as a willing person would, without a page. */
const interact = async (op: Provider, request: IncomingMessage, response: ServerResponse) => {
  const details = await op.interactionDetails(request, response)
  const result =
    details.prompt.name === 'login' ? { login: { accountId: 'jane' } } : await consent(op, details)
  await op.interactionFinished(request, response, result)
}

/** Starts `oidc-provider` on a free port of this machine. */
export const startForeignOp = async ({
  features = {},
  configure = () => ({}),
  tls,
}: ForeignOpOptions = {}): Promise<ForeignOp> => {
  const server = tls === undefined ? createServer() : createTlsServer(tls)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = tls === undefined ? 'http://127.0.0.1' : 'https://localhost'
  const issuer = `${origin}:${(server.address() as AddressInfo).port}`
  const op = new Provider(issuer, { ...(await configuration(features)), ...configure(issuer) })
  const answer = op.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response)
    interact(op, request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { issuer, close }
}
