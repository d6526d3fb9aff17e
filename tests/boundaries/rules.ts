/** Which files a row is about, and what they may import: paths of the repository and names from outside, by how they begin. */
export interface Boundary {
  readonly folder: string
  readonly reach: readonly string[]
}

/** Something that is passed in, never reached for, but in the composition roots, which pass it in. */
export interface Forbidden {
  readonly what: string
  readonly pattern: RegExp
  readonly allowed: readonly string[]
}

/** No file has more lines. */
export const LONGEST_FILE = 300

const PROTOCOL = 'packages/protocol/src/'
const OP = 'packages/provider/src/'
const CLIENT = 'packages/client/src/'
const RESOURCE_SERVER = 'packages/resource-server/src/'
const ACCOUNTS = 'packages/accounts/src/'
const SQLITE = 'packages/store-sqlite/src/'
const POSTGRES = 'packages/store-postgres/src/'
const SERVER = 'packages/server/src/'
const PLAYGROUND = 'packages/playground/src/'

/** What stores see of people. */
const PEOPLE = [`${ACCOUNTS}people-store.ts`, `${ACCOUNTS}transfer.ts`]

/** A package as others see it. */
const api = (folder: string) => `${folder}index.ts`

const op = (...rooms: readonly string[]) => rooms.map((room) => OP + room)

const CORE = [api(PROTOCOL), ...op('model/')]
/** The rooms that work on one OP, a value that `op.ts` describes. */
const WORKING = [...CORE, ...op('op.ts', 'store/store.ts')]
const ISSUING = [...WORKING, ...op('issuance/', 'keys/')]

/** The tables of ARCHITECTURE.md: the first row whose folder a file is in holds. */
export const MAY_IMPORT: readonly Boundary[] = [
  { folder: PROTOCOL, reach: [PROTOCOL] },

  { folder: `${OP}model/`, reach: CORE },
  { folder: `${OP}store/`, reach: [...CORE, ...op('store/'), 'node:'] },
  { folder: `${OP}keys/`, reach: [...CORE, ...op('keys/', 'store/'), 'node:', 'jose'] },
  { folder: `${OP}http/`, reach: [...CORE, ...op('http/'), 'node:'] },
  { folder: `${OP}authorization/`, reach: [...CORE, ...op('authorization/')] },
  { folder: `${OP}issuance/`, reach: [...ISSUING, 'node:crypto'] },
  {
    folder: `${OP}grants/`,
    reach: [...ISSUING, ...op('grants/', 'authorization/'), 'node:crypto'],
  },
  {
    folder: `${OP}client-authentication/`,
    reach: [
      ...WORKING,
      ...op('client-authentication/', 'http/', 'outbound/', 'cache.ts'),
      'node:crypto',
      'jose',
    ],
  },
  { folder: `${OP}outbound/`, reach: [...CORE, ...op('outbound/', 'http/', 'cache.ts')] },
  {
    folder: `${OP}response-modes/`,
    reach: [...CORE, ...op('response-modes/', 'http/'), 'node:crypto'],
  },
  {
    folder: `${OP}interaction/`,
    reach: [
      ...ISSUING,
      ...op('interaction/', 'http/', 'authorization/', 'client-authentication/', 'response-modes/'),
      ...op('outbound/'),
      'node:crypto',
      'jose',
    ],
  },
  {
    folder: `${OP}endpoints/`,
    reach: [
      ...ISSUING,
      ...op('endpoint.ts', 'authorization/', 'interaction/', 'http/', 'grants/'),
      ...op('client-authentication/', 'response-modes/', 'registration/', 'logout/'),
      'node:crypto',
    ],
  },
  {
    folder: `${OP}logout/`,
    reach: [
      ...ISSUING,
      ...op('logout/', 'http/', 'authorization/', 'interaction/', 'outbound/'),
      'node:crypto',
    ],
  },
  {
    folder: `${OP}registration/`,
    reach: [...WORKING, ...op('registration/', 'keys/', 'http/'), 'node:crypto'],
  },
  {
    folder: `${OP}admin/`,
    reach: [
      ...CORE,
      ...op('op.ts', 'admin/', 'keys/', 'store/', 'http/', 'registration/'),
      ...op('interaction/end-sessions.ts'),
    ],
  },
  { folder: OP, reach: [api(PROTOCOL), OP, 'node:', 'jose'] },

  { folder: `${CLIENT}adapters/`, reach: [`${CLIENT}adapters/`, `${CLIENT}login-session/`] },
  { folder: `${CLIENT}login-session/`, reach: [api(PROTOCOL), CLIENT, 'jose'] },
  { folder: CLIENT, reach: [api(PROTOCOL), CLIENT, 'jose'] },
  { folder: RESOURCE_SERVER, reach: [api(PROTOCOL), RESOURCE_SERVER, 'jose'] },
  {
    folder: ACCOUNTS,
    reach: [api(PROTOCOL), api(OP), ACCOUNTS, 'node:', 'hono', '@node-rs/argon2'],
  },
  {
    folder: SQLITE,
    reach: [api(PROTOCOL), api(OP), ...PEOPLE, SQLITE, 'node:'],
  },
  {
    folder: POSTGRES,
    reach: [api(PROTOCOL), api(OP), ...PEOPLE, POSTGRES, 'node:', 'pg'],
  },
  {
    folder: PLAYGROUND,
    reach: [api(PROTOCOL), api(CLIENT), api(RESOURCE_SERVER), PLAYGROUND, 'node:', 'hono'],
  },
  {
    folder: SERVER,
    reach: [
      ...[PROTOCOL, OP, ACCOUNTS, SQLITE, POSTGRES].map(api),
      `${ACCOUNTS}transfer.ts`,
      ...[SERVER, 'node:', 'pino', 'zod', 'prom-client', '@opentelemetry/api'],
    ],
  },
  { folder: 'start.ts', reach: [...[SERVER, PLAYGROUND, PROTOCOL, OP].map(api), 'node:'] },
]

/** Where time, chance, environment and output come from; everything below is given them. */
const COMMANDS = [`${SERVER}main.ts`, 'start.ts']

/** What the libraries fall back on where nothing is passed in. */
const PLATFORMS = [
  `${OP}platform.ts`,
  `${CLIENT}platform.ts`,
  `${RESOURCE_SERVER}platform.ts`,
  `${PLAYGROUND}web/platform.ts`,
]

/** What must be passed in, and the roots that pass it in. */
export const FORBIDDEN: readonly Forbidden[] = [
  {
    what: 'the time is passed in',
    pattern: /\bDate\.now\b|\bnew Date\(\)/,
    allowed: [...COMMANDS, ...PLATFORMS],
  },
  {
    what: 'chance is passed in',
    pattern: /\bcrypto\.random|\brandomBytes\b|\brandomUUID\b|\bgetRandomValues\b|\bMath\.random\b/,
    allowed: [...COMMANDS, ...PLATFORMS],
  },
  { what: 'the environment is passed in', pattern: /\bprocess\.env\b/, allowed: COMMANDS },
  { what: 'output is passed in', pattern: /\bconsole\b/, allowed: COMMANDS },
]
