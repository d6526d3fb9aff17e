import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** The store that must not be slower than an empty one. */
export const LARGE = { tenants: 5000, people: 1_000_000, grants: 10_000_000 } as const

/** What was put into a store. */
export interface Size {
  readonly tenants: number
  readonly people: number
  readonly grants: number
  readonly bytes: number
}

const BATCH = 20_000

/** One in five is of the tenant that is measured. */
const TENANT = "CASE n % 5 WHEN 0 THEN 'default' ELSE 'tenant-' || (n % :tenants) END"

// Rows that nobody signs in with: tenants without a page of their own, people without a password, grants half of which are over.
const STATEMENTS = {
  tenants: `
    INSERT OR IGNORE INTO tenants SELECT 'tenant-' || n,
      json_object('tenant_id', 'tenant-' || n, 'name', 'Tenant ' || n, 'created_at', :now) FROM numbers`,
  people: `
    INSERT INTO people SELECT ${TENANT}, 'sub-' || n, 'filled-' || n, 'filled-' || n || '@example.com',
      json_object('sub', 'sub-' || n, 'username', 'filled-' || n, 'disabled', json('true'), 'created_at', :now,
        'claims', json_object('email', 'filled-' || n || '@example.com', 'name', 'Person ' || n)) FROM numbers`,
  grants: `
    INSERT INTO grants (tenant_id, grant_id, client_id, sub, generation, expires_at, value)
      SELECT ${TENANT}, printf('%x-%s', n, hex(n * 2654435761)), 'client-es256', 'sub-' || (n % :people), 0,
        CASE n % 2 WHEN 0 THEN :now - 1 - n % 86400 ELSE :now + 3600 + n % 2592000 END,
        json_object('grant_id', printf('%x-%s', n, hex(n * 2654435761)), 'client_id', 'client-es256', 'sub', 'sub-' || (n % :people),
          'auth_time', :now, 'amr', json_array('pwd'), 'scope', json_array('openid', 'profile', 'email', 'offline_access'),
          'resource', json_array(), 'nonce', 'n-0S6_WzA2Mj-' || n, 'sid', 'Zq8QkqPYkHbWvV3QmXbGJw') FROM numbers`,
} as const

const NUMBERS = `WITH RECURSIVE numbers (n) AS (
  SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :end)`

/** Which parameters a statement names: SQLite refuses others. */
const named = (sql: string, values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => sql.includes(`:${name}`)))

/** Fills a database file of ours, that nobody has open, with so large a part of the large store. */
export const enlarge = (file: string, scale: number, progress: (text: string) => void): Size => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000')
  const now = Math.floor(Date.now() / 1000)
  const size = {
    tenants: Math.ceil(LARGE.tenants * scale),
    people: Math.ceil(LARGE.people * scale),
    grants: Math.ceil(LARGE.grants * scale),
  }
  for (const [table, sql] of Object.entries(STATEMENTS)) {
    const count = size[table as keyof typeof STATEMENTS]
    const text = `${NUMBERS}${sql}`
    const insert = database.prepare(text)
    for (let first = 0; first < count; first += BATCH) {
      progress(`${table}: ${bar(first / count)} ${first} of ${count}`)
      const end = Math.min(first + BATCH, count)
      const { tenants, people } = size
      insert.run(named(text, { first, end, now, tenants, people }))
    }
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  return { ...size, bytes: statSync(file).size }
}

const WIDTH = 30

const bar = (part: number) => {
  const done = Math.round(part * WIDTH)
  return `[${'#'.repeat(done)}${'.'.repeat(WIDTH - done)}]`
}
