import { statSync } from 'node:fs'
import { cpuUsage, memoryUsage } from 'node:process'
import { openSqlite } from './src/index.ts'
import { scratchFolder } from './src/testing/scratch.ts'

/**
 * What one operation of the SQLite store costs: per second, and in microseconds of CPU of all threads together. Run with
 * `node packages/store-sqlite/bench.ts [grants]`: so many grants (50,000) are there before anything is measured.
 */
const NOW = 1_800_000_000
const TENANT = 'default'
const filled = Number(process.argv[2] ?? 50_000)
const { file, remove } = scratchFolder()
const { store, close } = await openSqlite({ file })

/** Without order, as random ids are; and in the order of time, as ids are that begin with it. */
const scattered = (turn: number) => ((turn * 2_654_435_761) % 4_294_967_296).toString(36)
const idOf = (turn: number) => `${scattered(turn)}-grant-${turn}`
const timedIdOf = (turn: number) => `~${(1_000_000_000 + turn).toString(36)}-${scattered(turn)}`

const grantOf = (turn: number, grant_id: string) => ({
  grant_id,
  client_id: 'rp',
  sub: `person-${turn % 5000}`,
  auth_time: NOW,
  amr: ['pwd'],
  scope: ['openid', 'profile', 'email', 'offline_access'],
  resource: ['https://api.example'],
  nonce: 'n-0S6_WzA2Mj-n-0S6_WzA2Mj',
  sid: 'Zq8QkqPYkHbWvV3QmXbGJw',
})

let opened = 0
const openGrant = (_: unknown, nameOf = idOf) => {
  opened += 1
  const times = { now: NOW, expires_at: NOW + 1000 + opened }
  return store.openGrant(TENANT, grantOf(opened, nameOf(opened)), times)
}
const recent = (turn: number) => idOf(Math.max(1, opened - (turn % 1000)))

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
  const columns = [
    name.padEnd(38),
    `${Math.round(times / seconds)}/s`.padStart(10),
    `${((user + system) / times).toFixed(1)} µs CPU`.padStart(14),
  ]
  process.stdout.write(`${columns.join(' ')}\n`)
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
const session = {
  sub: 'person-1',
  auth_time: NOW,
  sid: 's',
  in: 'r',
  created_at: NOW,
  expires_at: NOW + 9999,
}
await store.signIn(TENANT, 'hash', session, undefined)
const consent = { scope: ['openid', 'profile', 'email'], resource: [], in: 'r', given_at: NOW }
await store.recordConsent(TENANT, 'person-1', 'rp', consent)
await measure(`openGrant, 256 at once (filling)`, filled, 256, openGrant)

for (const together of [1, 8, 32, 128])
  await measure(
    `openGrant, ${together} at once`,
    together === 1 ? 5000 : 40_000,
    together,
    openGrant,
  )
for (const together of [1, 32])
  await measure(
    `refreshGrant, ${together} at once`,
    together === 1 ? 5000 : 40_000,
    together,
    (turn) =>
      store.refreshGrant(TENANT, {
        grant_id: idOf((turn % opened) + 1),
        client_id: 'rp',
        generation: 0,
        grace: 10,
        expires_at: NOW + 5000,
        now: NOW,
      }),
  )
await measure('claimOnce, 32 at once', 40_000, 32, (turn) =>
  store.claimOnce(TENANT, `jti-${turn}`, NOW, NOW + 60),
)
await measure('findGrant', 200_000, 1, (turn) => store.findGrant(TENANT, recent(turn), NOW))
await measure('findGrant with jti', 200_000, 1, (turn) =>
  store.findGrant(TENANT, recent(turn), NOW, 'Zq8QkqPYkHbWvV3QmXbGJw'),
)
await measure('findClient', 200_000, 1, () => store.findClient(TENANT, 'rp'))
await measure('findSession', 200_000, 1, () => store.findSession(TENANT, 'hash', NOW))
await measure('findConsent', 200_000, 1, () => store.findConsent(TENANT, 'person-1', 'rp'))
await measure('a flow: 4 reads, openGrant; 32 at once', 40_000, 32, async () => {
  await store.findClient(TENANT, 'rp')
  await store.findSession(TENANT, 'hash', NOW)
  await store.findConsent(TENANT, 'person-1', 'rp')
  await openGrant(undefined)
  await store.findGrant(TENANT, idOf(opened), NOW, 'jti')
})
await measure('openGrant, ids by time, 32 at once', 40_000, 32, () =>
  openGrant(undefined, timedIdOf),
)
await measure('sweep, 1000 a time', 20, 1, () => store.sweep(NOW + 1_000_000, 1000))
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
process.stdout.write(
  `${opened} grants opened, file ${megabytes(statSync(file).size)}, memory ${megabytes(memoryUsage.rss())}\n`,
)
await close()
remove()
