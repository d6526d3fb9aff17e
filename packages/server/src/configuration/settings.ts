import { RESPONSE_MODES, RESPONSE_TYPES } from '@gryphon/protocol'
import { z } from 'zod'
import { isIssuer } from './issuer.ts'
import { lifetime, listOf, oneOf, path, perHour, type Setting } from './setting.ts'

const DAY = 86_400

const isPostgresUrl = (text: string) => URL.canParse(text) && /^postgres(ql)?:\/\//.test(text)

/** Every setting there is. Flags, environment variables, the file's keys and the documentation follow from this table. */
export const SETTINGS = {
  issuer: {
    schema: z.string().refine(isIssuer).optional(),
    reading: 'text',
    expected:
      'an https URL of scheme, host and port alone, without a slash at its end (http only for localhost, 127.0.0.1 and [::1])',
    meaning:
      'Issuer Identifier of the default tenant, and the address that browsers and clients reach it by. When absent: http://localhost and the port.',
  },
  host: {
    schema: z.string().regex(/^[^\s/]+$/),
    reading: 'text',
    fallback: '127.0.0.1',
    expected: 'an address or host name of this machine',
    meaning: 'The address to listen on; 0.0.0.0 for all.',
  },
  port: {
    schema: z.int().min(0).max(65_535),
    reading: 'number',
    fallback: 4000,
    expected: 'a whole number from 0 to 65535',
    meaning: 'The port to listen on; 0 for any that is free.',
  },
  data: {
    ...path,
    fallback: 'data',
    meaning: 'The folder of the database and the master key; made when it is not there.',
  },
  workers: {
    schema: z.int().min(1).max(256),
    reading: 'number',
    fallback: 1,
    expected: 'a whole number from 1 to 256',
    meaning:
      'Of gryphon serve: how many processes share the port, the data folder and the database; one for each processor is of use. What is said of a process here holds for each of them.',
  },
  'database.url': {
    schema: z.string().refine(isPostgresUrl).optional(),
    reading: 'text',
    expected: 'a URL such as postgres://gryphon@db.example.com/gryphon',
    meaning:
      'The PostgreSQL database that any number of nodes share. When absent: SQLite, in the data folder. Its password is better in the variable than in a flag, which others on the machine can see.',
    isSecret: true,
  },
  'database.connections': {
    schema: z.int().min(1).max(1000),
    reading: 'number',
    fallback: 10,
    expected: 'a whole number from 1 to 1000',
    meaning:
      'The most connections to PostgreSQL that this node has at a time; each worker has as many.',
  },
  'database.pooler': oneOf(
    ['none', 'transaction'],
    'none',
    'Whether a pooler in transaction mode (PgBouncer) stands before PostgreSQL: then connections are given no limits of their own, so set statement_timeout for the role.',
  ),
  'database.prepared_statements': oneOf(
    ['on', 'off'],
    'on',
    'Whether statements are prepared under names; off for PgBouncer before 1.21.',
  ),
  'database.migrations': oneOf(
    ['run', 'refuse'],
    'run',
    'Whether a database of an older version is brought to this one at the start, or refused until gryphon migrate was run.',
  ),
  master_key_command: {
    schema: z.array(z.string().min(1)).min(1).optional(),
    reading: 'list',
    expected: 'a list of a program and its arguments',
    meaning:
      'The program whose output is the master key, 32 bytes in base64url or base64, as a KMS tells it; run at each start, without a shell. When absent: GRYPHON_MASTER_KEY, or the file master.key in the data folder.',
  },
  key_rotation_days: {
    schema: z.int().min(1).max(3650),
    reading: 'number',
    fallback: 90,
    expected: 'a whole number from 1 to 3650',
    meaning:
      'Days that a key signs or seals until its successor does, which is announced two hours before.',
  },
  tls_cert: {
    ...path,
    schema: path.schema.optional(),
    meaning: 'PEM file with the certificate chain, to serve https without a proxy in front.',
  },
  tls_key: {
    ...path,
    schema: path.schema.optional(),
    meaning: 'PEM file with the private key of that certificate.',
  },
  response_types: listOf(
    RESPONSE_TYPES,
    'The response types that clients may register and ask for.',
  ),
  response_modes: listOf(RESPONSE_MODES, 'The response modes that clients may ask for.'),
  registration: oneOf(
    ['off', 'token', 'open'],
    'off',
    'Who may register a client by request (RFC 7591): nobody, who has an initial access token (gryphon client register-token), or anybody.',
  ),
  'registration_limits.per_address': perHour(
    'per_address',
    'by requests from one address (IPv6: from one /64)',
  ),
  'registration_limits.total': perHour('total', 'in all, for each tenant'),
  client_address_header: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .optional(),
    reading: 'text',
    expected: 'the name of a header',
    meaning:
      'The header in which a reverse proxy in front tells the address of the client, such as X-Forwarded-For; the last address in it counts. Only where nobody reaches this server past the proxy. When absent: the address of the connection.',
  },
  access_token_format: oneOf(
    ['jwt', 'opaque'],
    'jwt',
    'How access tokens look that are for no API of their own; an API has its own choice.',
  ),
  sign_up: oneOf(
    ['off', 'open'],
    'off',
    'Whether people may create accounts themselves (prompt=create), or the operator adds them.',
  ),
  session_management: oneOf(
    ['off', 'on'],
    'off',
    'Whether clients may watch the session from a frame (check_session_iframe). Browsers that block third-party cookies let it see nothing.',
  ),
  'lifetimes.code': lifetime('code', 600, 'how long an authorization code can be redeemed.'),
  'lifetimes.access_token': lifetime(
    'access_token',
    DAY,
    'life of an access token from the token endpoint.',
  ),
  'lifetimes.front_channel_access_token': lifetime(
    'front_channel_access_token',
    3600,
    'life of an access token from the authorization endpoint, which passes through the browser.',
  ),
  'lifetimes.id_token': lifetime('id_token', DAY, 'life of an ID Token.'),
  'lifetimes.refresh_token': lifetime(
    'refresh_token',
    3650 * DAY,
    'life of a refresh token that is not used; each use begins anew.',
  ),
  'lifetimes.refresh_token_absolute': lifetime(
    'refresh_token_absolute',
    3650 * DAY,
    'how long a login can be refreshed at all, however often it is.',
  ),
  'lifetimes.session': lifetime('session', 365 * DAY, 'how long a person stays signed in.'),
  'lifetimes.pushed_request': lifetime(
    'pushed_request',
    600,
    'how long a pushed authorization request can be used.',
  ),
  'lifetimes.interaction': lifetime('interaction', DAY, 'how long a person may take on a page.'),
  'lifetimes.refresh_grace_confidential': lifetime(
    'refresh_grace_confidential',
    3600,
    'how long the refresh token before the current one is an honest retry, for confidential clients.',
  ),
  'lifetimes.refresh_grace_public': lifetime(
    'refresh_grace_public',
    3600,
    'the same for public clients.',
  ),
  'lifetimes.unused_client': lifetime(
    'unused_client',
    3650 * DAY,
    'how long a client that registered itself, by an initial access token, is kept while nobody has used it.',
  ),
  'lifetimes.unused_open_client': lifetime(
    'unused_open_client',
    3650 * DAY,
    'the same where registration is open.',
  ),
  'outbound.allow_private': {
    schema: z.boolean(),
    reading: 'truth',
    fallback: false,
    expected: 'true or false',
    meaning:
      'For development and tests: whether what clients name (jwks_uri, request_uri, logout addresses) may be on this machine or in a private network. Anybody who registers a client can then make this server call into it.',
  },
  'outbound.ca_file': {
    ...path,
    schema: path.schema.optional(),
    meaning:
      'PEM file with certificates of authorities that calls to clients trust beside the usual ones.',
  },
  shutdown_delay: {
    schema: z.int().min(0).max(300),
    reading: 'number',
    fallback: 0,
    expected: 'a whole number of seconds from 0 to 300',
    meaning:
      'Seconds that requests are still accepted once the server is asked to stop, while /health/ready says 503: as long as a load balancer takes to notice.',
  },
  'metrics.port': {
    schema: z.int().min(0).max(65_535).optional(),
    reading: 'number',
    expected: 'a whole number from 0 to 65535',
    meaning:
      'The port of /metrics for Prometheus, a listener of its own; 0 for any that is free. When absent: none.',
  },
  'metrics.host': {
    schema: z.string().regex(/^[^\s/]+$/),
    reading: 'text',
    fallback: '127.0.0.1',
    expected: 'an address or host name of this machine',
    meaning:
      'The address that /metrics is on. Whoever reaches it reads how much goes on here, so let that be the Prometheus server alone.',
  },
  'log.level': oneOf(
    ['silent', 'error', 'warn', 'info', 'debug'],
    'info',
    'The least that is logged; debug has a line for each request.',
  ),
  'log.format': oneOf(
    ['auto', 'json', 'text'],
    'auto',
    'JSON lines, or text for people; auto is text on a terminal and JSON elsewhere.',
  ),
} as const satisfies Readonly<Record<string, Setting>>

/** The name of a setting: as in the file, with a dot for what is nested. */
export type SettingName = keyof typeof SETTINGS

/** The settings of a run: each checked, defaults filled in. */
export type Settings = {
  readonly [Name in SettingName]: Readonly<z.infer<(typeof SETTINGS)[Name]['schema']>>
}

/** All names, in the order of the table. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

/**
 * The flag of a setting.
 *
 * @example flagOf('lifetimes.access_token') // 'lifetimes-access-token'
 */
export const flagOf = (name: SettingName): string => name.replaceAll(/[._]/g, '-')

/**
 * The environment variable of a setting.
 *
 * @example variableOf('lifetimes.access_token') // 'GRYPHON_LIFETIMES_ACCESS_TOKEN'
 */
export const variableOf = (name: SettingName): string =>
  `GRYPHON_${name.replaceAll('.', '_').toUpperCase()}`
