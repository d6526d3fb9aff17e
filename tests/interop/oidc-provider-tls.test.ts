import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import {
  type ClientMetadata,
  type ClientOptions,
  discoverClient,
  type Exchange,
  leaveOut,
  none,
  selfSignedTlsClientAuth,
  tlsClientAuth,
} from '@gryphon/client'
import { exportJWK } from 'jose'
import { selfSigned } from '../support/certificate.ts'
import { certificateFetch } from '../support/certificate-fetch.ts'
import { hiddenFieldsOf, remoteBrowser } from '../support/remote-browser.ts'
import { API, type ForeignOp, REDIRECT_URI, startForeignOp } from './oidc-provider-server.ts'

/*
 * Mutual TLS (RFC 8705) with `oidc-provider` behind a socket that asks for a certificate. Its endpoints for that have
 * another host name, of the same socket.
 */
const SERVER = selfSigned('localhost')
const CLIENT = selfSigned('the client')
const STRANGER = selfSigned('a stranger')

interface Context {
  readonly req: { readonly socket: TLSSocket }
}

const mTLS = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: ({ req }: Context) => req.socket.getPeerX509Certificate()?.toString(),
  certificateAuthorized: ({ req }: Context) => req.socket.authorized,
  certificateSubjectMatches: ({ req }: Context, _property: string, expected: string) =>
    req.socket.getPeerX509Certificate()?.subject === expected,
}

const METADATA = {
  redirect_uris: [REDIRECT_URI],
  response_types: ['code id_token'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  tls_client_certificate_bound_access_tokens: true,
}

const certificateJwk = async ({ cert }: { readonly cert: string }) => {
  const certificate = new X509Certificate(cert)
  const jwk = await exportJWK(certificate.publicKey)
  return { ...jwk, use: 'sig', x5c: [certificate.raw.toString('base64')] }
}

const clients = async () => [
  {
    ...METADATA,
    client_id: 'of an authority',
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'CN=the client',
  },
  {
    ...METADATA,
    client_id: 'self-signed',
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    jwks: { keys: [await certificateJwk(CLIENT)] },
  },
  { ...METADATA, client_id: 'public', token_endpoint_auth_method: 'none' },
]

const aliasesOf = (issuer: string) => {
  const alias = issuer.replace('localhost', '127.0.0.1')
  return { token_endpoint: `${alias}/token`, userinfo_endpoint: `${alias}/me` }
}

const RESOURCES = {
  useGrantedResource: () => true,
  getResourceServerInfo: () => ({
    scope: 'read',
    audience: API,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  }),
}

let op: ForeignOp
before(async () => {
  const registered = await clients()
  op = await startForeignOp({
    features: { mTLS, resourceIndicators: { enabled: true, ...RESOURCES } },
    configure: (issuer) => ({
      clients: registered,
      clientAuthMethods: ['none', 'tls_client_auth', 'self_signed_tls_client_auth'],
      discovery: { mtls_endpoint_aliases: aliasesOf(issuer) },
    }),
    tls: { ...SERVER, ca: [CLIENT.cert], requestCert: true, rejectUnauthorized: false },
  })
})
after(() => op.close())

const browser = certificateFetch({ ca: SERVER.cert })

const relyingParty = async (
  metadata: Pick<ClientMetadata, 'client_id' | 'authentication'>,
  certificate: { readonly cert?: string; readonly key?: string } = CLIENT,
) => {
  const told: Exchange[] = []
  const options: ClientOptions = {
    fetch: certificateFetch({ ca: SERVER.cert, ...certificate }),
    trace: (exchange) => void told.push(exchange),
    [leaveOut]: [{ source: 'authorization_response', check: 'iss' }],
  }
  const all = {
    ...metadata,
    redirect_uri: REDIRECT_URI,
    tls_client_certificate_bound_access_tokens: true,
  }
  return { rp: await discoverClient(op.issuer, all, options), told }
}

const arrive = async ({ rp }: Awaited<ReturnType<typeof relyingParty>>) => {
  const { url, transaction } = await rp.begin({
    response_type: 'code id_token',
    response_mode: 'form_post',
    scope: 'openid read offline_access',
    prompt: 'consent',
    resource: API,
  })
  const visit = await remoteBrowser(browser).open(url, REDIRECT_URI)
  const page = visit.kind === 'page' ? visit.text : assert.fail(visit.url.href)
  const body = hiddenFieldsOf(page)
  return rp.receive(new Request(REDIRECT_URI, { method: 'POST', body }), transaction)
}

const thumbprint = createHash('sha256')
  .update(new X509Certificate(CLIENT.cert).raw)
  .digest('base64url')

// biome-ignore format: a table
const CLIENTS = [
  ['tls_client_auth',             { client_id: 'of an authority', authentication: tlsClientAuth() }],
  ['self_signed_tls_client_auth', { client_id: 'self-signed', authentication: selfSignedTlsClientAuth() }],
  ['none, bound to a certificate', { client_id: 'public', authentication: none() }],
] as const

for (const [what, metadata] of CLIENTS)
  test(`oidc-provider: ${what}: the token is bound to the certificate (RFC 8705 §3)`, async () => {
    const party = await relyingParty(metadata)
    const front = await arrive(party)
    const login = await front.redeem()
    const { cnf } = JSON.parse(atob(login.access_token.split('.')[1] ?? ''))
    assert.deepEqual(cnf, { 'x5t#S256': thumbprint })
    const { refresh_token = '' } = login
    assert.equal(
      (await party.rp.refresh(refresh_token, { claims: login.claims })).token_type,
      'Bearer',
    )
    const asked = party.told.filter(({ purpose }) => purpose === 'token').map(({ url }) => url)
    const { token_endpoint } = aliasesOf(op.issuer)
    assert.deepEqual(asked, [token_endpoint, token_endpoint])
  })

for (const [what, metadata] of CLIENTS.slice(0, 2))
  for (const [whose, certificate] of [
    ['no certificate', {}],
    ['another certificate', STRANGER],
  ] as const)
    test(`oidc-provider: ${what} with ${whose} is refused (RFC 8705 §2)`, async () => {
      const front = await arrive(await relyingParty(metadata, certificate))
      await assert.rejects(front.redeem(), { code: 'token_error', error: 'invalid_client' })
    })
