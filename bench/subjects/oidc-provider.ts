import { ALGS, type Alg, clientMetadata, PEOPLE, type Subject } from './subject.ts'

const SECRET = 'a-secret-of-the-client-that-is-measured-here'

/** `oidc-provider` with its own in-memory adapter, and the same clients. */
export const oidcProviderSubject = (): Subject => ({
  name: 'theirs',
  program: {
    script: new URL('./oidc-provider-server.ts', import.meta.url),
    args: (port) => [String(port), JSON.stringify(ALGS.map((alg) => clientMetadata(alg, SECRET)))],
    ready: '/.well-known/openid-configuration',
  },
  origin: (port) => `http://127.0.0.1:${port}`,
  paths: {
    authorize: '/auth',
    token: '/token',
    userinfo: '/me',
    discovery: '/.well-known/openid-configuration',
    jwks: '/jwks',
  },
  secrets: Object.fromEntries(ALGS.map((alg) => [alg, SECRET])) as Record<Alg, string>,
  people: Array.from({ length: PEOPLE }, (_, turn) => ({
    username: `person-${turn}`,
    password: '',
  })),
})
