import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Door } from './door.ts'
import { type Answer, type Asked, hiddenFields } from './user-agent.ts'

/** Parameters, form fields and JSON members that are worth something to whoever reads them. */
const SECRET_NAMES = [
  'code',
  'code_verifier',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'ticket',
  'password',
  'client_secret',
  'client_assertion',
]

const SHORTEST = 12

/** A door that remembers every secret that goes through it, in either direction. */
export interface WatchedDoor extends Door {
  readonly secrets: ReadonlySet<string>
}

/** Watches a door. */
export function watch(door: Door): WatchedDoor {
  const secrets = new Set<string>()
  const keep = (values: Iterable<string>) => {
    for (const value of values) if (value.length >= SHORTEST) secrets.add(value)
  }
  return {
    ...door,
    secrets,
    send: async (asked) => {
      keep(secretsAsked(asked))
      const answer = await door.send(asked)
      keep(secretsAnswered(answer))
      return answer
    },
  }
}

const named = (pairs: Iterable<readonly [string, unknown]>) =>
  [...pairs].flatMap(([name, value]) => (SECRET_NAMES.includes(name) ? [String(value)] : []))

const queryOf = (url: string) => new URLSearchParams(url.split(/[?#]/).slice(1).join('&'))

function secretsAsked({ path, headers = {}, body }: Asked): readonly string[] {
  const { authorization = '', cookie = '' } = headers
  const [scheme, credentials = ''] = authorization.split(' ')
  const text = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString() : ''
  return [
    ...named(queryOf(path)),
    ...named(new URLSearchParams(String(body ?? ''))),
    credentials,
    ...text.split(':').slice(1).map(decodeURIComponent),
    ...cookie.split('; ').map((pair) => pair.split('=')[1] ?? ''),
  ]
}

function secretsAnswered(answer: Answer): readonly string[] {
  const { headers, text } = answer
  const json = headers.get('content-type') === 'application/json' ? JSON.parse(text || '{}') : {}
  return [
    ...named(queryOf(headers.get('location') ?? '')),
    ...headers.getSetCookie().map((cookie) => cookie.split(/[=;]/)[1] ?? ''),
    ...named(hiddenFields(answer)),
    ...named(Object.entries(json)),
  ]
}

/** What to look for: each secret, or of a JWT what is its own; the end of each alone; and the bytes that random ones encode. */
const needlesOf = (secret: string): readonly Buffer[] => {
  const parts = secret.split('.')
  const own = parts.length === 3 ? parts.slice(1) : [secret]
  const random = own.slice(-1).filter((part) => part.length >= 40 && /^[\w-]+$/.test(part))
  return [
    ...own.map((part) => Buffer.from(part)),
    ...random.map((part) => Buffer.from(part.slice(-24))),
    ...random.map((part) => Buffer.from(part, 'base64url').subarray(-24)),
  ]
}

/** Which of the secrets are in these bytes: none, one hopes. */
export const found = (secrets: ReadonlySet<string>, haystack: Uint8Array): readonly string[] => {
  const bytes = Buffer.from(haystack)
  return [...secrets].filter((secret) => needlesOf(secret).some((needle) => bytes.includes(needle)))
}

/** Everything in a database's file and its companions (-wal, -shm), as bytes. */
export function databaseBytes(file: string): Buffer {
  const folder = dirname(file)
  const files = readdirSync(folder).filter((name) => join(folder, name).startsWith(file))
  return Buffer.concat(files.map((name) => readFileSync(join(folder, name))))
}
