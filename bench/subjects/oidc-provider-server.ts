import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

/*
 * `oidc-provider` as a server, with its in-memory adapter: everyone who comes is a new person, is signed in and consents.
 * Run with a port and the metadata of its clients as JSON.
 */
const [port = '', clients = '[]'] = process.argv.slice(2)
const ALGS = { RS256: 'RS256', ES256: 'ES256', EdDSA: 'Ed25519' } as const
const LONG = 24 * 3600

const privateJwk = async ([alg, generated]: readonly [string, string]) => {
  const { privateKey } = await generateKeyPair(generated, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: alg }
}

let people = 0

const op = new Provider(`http://127.0.0.1:${port}`, {
  clients: JSON.parse(clients),
  responseTypes: ['code id_token', 'code id_token token'],
  scopes: ['openid', 'offline_access', 'profile', 'email'],
  claims: { email: ['email'], profile: ['name'] },
  enabledJWA: { idTokenSigningAlgValues: Object.keys(ALGS) },
  features: { devInteractions: { enabled: false } },
  // The same rules as with us: no PKCE for this client, a new refresh token at each use, one for each login.
  pkce: { required: () => false },
  rotateRefreshToken: true,
  issueRefreshToken: (
    _: unknown,
    __: unknown,
    { scopes }: { readonly scopes: ReadonlySet<string> },
  ) => scopes.has('offline_access'),
  ttl: {
    Interaction: 600,
    Session: LONG,
    Grant: LONG,
    IdToken: 3600,
    AccessToken: 3600,
    RefreshToken: LONG,
  },
  findAccount: (_: unknown, accountId: string) => ({
    accountId,
    claims: () => ({ sub: accountId, email: `${accountId}@example.com` }),
  }),
  interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
  cookies: { keys: ['a key for the cookies of a measurement'] },
  jwks: { keys: await Promise.all(Object.entries(ALGS).map(privateJwk)) },
})

const interact = async (request: IncomingMessage, response: ServerResponse) => {
  const { prompt, params, session } = await op.interactionDetails(request, response)
  if (prompt.name === 'login') {
    people += 1
    const login = { accountId: `person-${people}` }
    return op.interactionFinished(request, response, { login })
  }
  const grant = new op.Grant({ accountId: session?.accountId ?? '', clientId: params.client_id })
  grant.addOIDCScope('openid profile email offline_access')
  const consent = { grantId: await grant.save() }
  return op.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
}

const answer = op.callback()
const server = createServer((request, response) => {
  if (!request.url?.startsWith('/interaction/')) return answer(request, response)
  interact(request, response).catch((error: unknown) => response.destroy(error as Error))
})
server.listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit())
