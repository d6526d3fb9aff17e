import { cpuUsage } from 'node:process'
import { keepServer, query } from '../../tests/support/postgres.ts'
import { openPostgres } from './src/index.ts'

/**
 * What one operation of the PostgreSQL store costs: per second, and in microseconds of CPU of this process, which is the
 * client; and what a row costs the disk, with its indexes. Run with `node packages/store-postgres/bench.ts [grants]`: so many
 * grants (50,000) are there before anything is measured. On the server of DATABASE_URL where given, else on one from npm,
 * which does not wait for the disk.
 */
const NOW = 1_800_000_000
const TENANT = 'default'
const filled = Number(process.argv[2] ?? 50_000)
const own = process.env.DATABASE_URL === undefined ? await keepServer() : undefined
const url = own === undefined ? String(process.env.DATABASE_URL) : await own.newDatabase()
const { store, people, close } = await openPostgres({ url })

/** As the provider makes them: without order, or beginning with the time. */
const scattered = (turn: number) => ((turn * 2_654_435_761) % 4_294_967_296).toString(36)
const idOf = (turn: number) => `${scattered(turn).padStart(7, '0')}-grant-${turn}`.padEnd(22, '-')

let opened = 0
const openGrant = () => {
  opened += 1
  const grant = {
    grant_id: idOf(opened),
    client_id: 'rp',
    sub: `Zq8QkqPYkHbWvV3QmX${opened % 5000}`,
    auth_time: NOW,
    acr: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    amr: ['pwd'],
    scope: ['openid', 'profile', 'email', 'offline_access'],
    resource: ['https://api.example'],
    nonce: 'n-0S6_WzA2Mj-n-0S6_WzA2Mj',
    sid: 'Zq8QkqPYkHbWvV3QmXbGJw',
  }
  return store.openGrant(TENANT, grant, { now: NOW, expires_at: NOW + 1000 + opened })
}
const recent = (turn: number) => idOf(Math.max(1, opened - (turn % 1000)))

const say = (...columns: readonly string[]) => process.stdout.write(`${columns.join(' ')}\n`)

async function measure(
  name: string,
  times: number,
  together: number,
  call: (turn: number) => unknown,
) {
  const began = performance.now()
  const before = cpuUsage()
  for (let turn = 0; turn < times; turn += together)
    await Promise.all(Array.from({ length: together }, (_, one) => call(turn + one)))
  const { user, system } = cpuUsage(before)
  const seconds = (performance.now() - began) / 1000
  const cpu = `${((user + system) / times).toFixed(1)} µs CPU`
  say(name.padEnd(38), `${Math.round(times / seconds)}/s`.padStart(10), cpu.padStart(14))
}

await store.addTenant({ tenant_id: TENANT, name: 'Default', created_at: NOW }, [])
await store.registerClient(TENANT, {
  client_id: 'rp',
  client_name: 'An application',
  redirect_uris: ['https://rp.example/callback'],
  response_types: ['code id_token'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  scope: ['openid', 'profile', 'email', 'offline_access'],
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret_hash: 'Zq8QkqPYkHbWvV3QmXbGJwZq8QkqPYkHbWvV3QmXbGJw',
  id_token_signed_response_alg: 'ES256',
  require_pkce: false,
  trusted: false,
  created_at: NOW,
})
const writtenSoFar = async () =>
  Number(
    (await query(url, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS bytes"))[0].bytes,
  )
const before = await writtenSoFar()
await measure(`openGrant, 256 at once (filling)`, filled, 256, openGrant)
const logged = Math.round(((await writtenSoFar()) - before) / opened)
await query(url, 'ANALYZE')

for (const together of [1, 8, 32, 128])
  await measure(
    `openGrant, ${together} at once`,
    together === 1 ? 2000 : 20_000,
    together,
    openGrant,
  )
for (const together of [1, 32])
  await measure(
    `refreshGrant, ${together} at once`,
    together === 1 ? 2000 : 20_000,
    together,
    (turn) =>
      store.refreshGrant(TENANT, {
        ...{ grant_id: idOf((turn % opened) + 1), client_id: 'rp', generation: 0 },
        ...{ grace: 10, expires_at: NOW + 5000, now: NOW },
      }),
  )
await measure('claimOnce, 32 at once', 20_000, 32, (turn) =>
  store.claimOnce(TENANT, `Zq8QkqPYkHbWvV3QmXbGJw${turn}`, NOW, NOW + 60),
)
for (const together of [1, 32])
  await measure(
    `findGrant with jti, ${together} at once`,
    together === 1 ? 2000 : 20_000,
    together,
    (turn) => store.findGrant(TENANT, recent(turn), NOW, 'Zq8QkqPYkHbWvV3QmXbGJw'),
  )
await measure('signIn, 32 at once', 20_000, 32, (turn) =>
  store.signIn(
    TENANT,
    `Zq8QkqPYkHbWvV3QmXbGJwZq8QkqPYkHbWvV3${turn}`,
    {
      ...{ sub: `Zq8QkqPYkHbWvV3QmX${turn}`, auth_time: NOW, amr: ['pwd'] },
      ...{ sid: `Zq8QkqPYkHbWvV3Q${turn}`, in: 'Zq8QkqPYkHbWvV3QmXbGJw' },
      ...{ created_at: NOW, expires_at: NOW + 43_200, client_ids: ['rp'] },
    },
    undefined,
  ),
)
await measure('recordConsent, 32 at once', 20_000, 32, (turn) =>
  store.recordConsent(TENANT, `Zq8QkqPYkHbWvV3QmX${turn}`, 'rp', {
    ...{ scope: ['openid', 'profile', 'email'], resource: [], in: 'Zq8QkqPYkHbWvV3QmXbGJw' },
    given_at: NOW,
  }),
)
await measure('addPerson, 32 at once', 20_000, 32, (turn) =>
  people.addPerson(TENANT, {
    ...{ sub: `Zq8QkqPYkHbWvV3QmX${turn}`, username: `person${turn}`, created_at: NOW },
    password_hash: `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`,
    claims: { name: `Person ${turn} Example`, email: `person${turn}@example.com` },
    disabled: false,
  }),
)
await query(url, 'VACUUM ANALYZE')

say()
for (const table of ['grants', 'sessions', 'consents', 'people', 'claimed']) {
  const [{ rows, bytes }] = await query(
    url,
    `SELECT count(*)::int AS rows, pg_total_relation_size($1)::int AS bytes FROM ${table}`,
    [table],
  )
  const each = `${Math.round(bytes / rows)} bytes a row with its indexes`
  say(table.padEnd(10), `${rows} rows`.padStart(14), each.padStart(42))
}

say(`opening a grant writes ${logged} bytes of the write-ahead log`)

say()
await measure('sweep, 1000 a time', 10, 1, () => store.sweep(NOW + 1_000_000, 1000))
await close()
await own?.stop()
