import { newFolder } from '../../tests/support/new-folder.ts'
import { ALGS, type Alg, PEOPLE, type Subject } from './subject.ts'

const SECRET = 'a-secret-of-the-client-that-is-measured-here'

/** The least that a provider can be: every check of the protocol, one durable mark, and nothing that makes it a product. */
export const bareSubject = (): Subject => ({
  name: 'bare',
  program: {
    script: new URL('./bare-server.ts', import.meta.url),
    args: (port) => [String(port), SECRET, `${newFolder()}/bare.db`],
    ready: '/health',
  },
  origin: (port) => `http://127.0.0.1:${port}`,
  paths: {
    authorize: '/authorize',
    token: '/token',
    userinfo: '/userinfo',
    discovery: '/health',
    jwks: '/health',
  },
  secrets: Object.fromEntries(ALGS.map((alg) => [alg, SECRET])) as Record<Alg, string>,
  people: Array.from({ length: PEOPLE }, (_, turn) => ({
    username: `person-${turn}`,
    password: '',
  })),
})
