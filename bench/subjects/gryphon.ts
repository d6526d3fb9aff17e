import { randomBytes } from 'node:crypto'
import { openProvider, readSettings } from 'gryphon'
import { newFolder } from '../../tests/support/new-folder.ts'
import {
  ALGS,
  type Alg,
  clientMetadata,
  PEOPLE,
  type Person,
  SCOPE,
  type Subject,
} from './subject.ts'

const MAIN = new URL('../../packages/server/bin/gryphon.js', import.meta.url)
const TENANT = 'default'

const newSecret = () => randomBytes(32).toString('base64url')

type Flags = Readonly<Record<string, string>>

/** Registers the clients and adds the people, as `gryphon client add` and `gryphon user add` do. */
const fill = async (given: Flags, people: readonly Person[]) => {
  const flags = new Map(Object.entries({ ...given, workers: '1' }))
  const settings = readSettings({ flags, env: {} })
  const { provider, accounts, close } = await openProvider(settings, 'http://localhost', {
    env: {},
    now: () => Math.floor(Date.now() / 1000),
    random: randomBytes,
    log: () => undefined,
  })
  const secrets: [Alg, string][] = []
  for (const alg of ALGS) {
    const secret = newSecret()
    await provider.admin.registerClient(TENANT, { ...clientMetadata(alg, secret), scope: SCOPE })
    secrets.push([alg, secret])
  }
  for (const person of people)
    await accounts.addPerson(TENANT, {
      ...person,
      claims: { email: `${person.username}@example.com` },
    })
  await close()
  return Object.fromEntries(secrets) as Subject['secrets']
}

/** Gryphon as `gryphon serve` starts it with these flags, in a folder of its own: durable SQLite where they name no database. */
export const gryphonSubject = async (
  name: Subject['name'],
  access_token_format: 'opaque' | 'jwt',
  given: Flags = {},
): Promise<Subject> => {
  const where = { data: newFolder(), ...given }
  const people = Array.from({ length: PEOPLE }, (_, turn) => ({
    username: `person-${turn}`,
    password: newSecret(),
  }))
  const secrets = await fill(where, people)
  const flags = { ...where, 'access-token-format': access_token_format, 'log-level': 'error' }
  return {
    name,
    program: {
      script: MAIN,
      args: (port) => [
        ...['serve', '--port', String(port)],
        ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]),
      ],
      ready: '/health',
    },
    origin: (port) => `http://localhost:${port}`,
    paths: {
      authorize: '/authorize',
      token: '/oauth/token',
      userinfo: '/userinfo',
      discovery: '/.well-known/openid-configuration',
      jwks: '/.well-known/jwks.json',
    },
    secrets,
    people,
  }
}
