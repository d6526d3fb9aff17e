import { RP } from '@gryphon/accounts/people-contract'
import { openStore } from './open-store.ts'

/**
 * A process that opens and refreshes grants until it is killed, and says what was told to be done, a grant_id a line:
 * `endless-load.ts FILE PREFIX`.
 */
const [, , file = '', prefix = ''] = process.argv
const AT_ONCE = 50
const TIMES = { now: 1000, expires_at: 100_000 }

const store = await openStore(file)
await store.registerClient('default', RP)
const person = { sub: 'jane', auth_time: 0, scope: ['openid'], resource: [] }

async function openGrants(turn: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const grant_id = `${prefix}-${turn}-${count}`
    await store.openGrant('default', { ...person, grant_id, client_id: 'rp' }, TIMES)
    const asked = { grant_id, client_id: 'rp', generation: 0, grace: 0, ...TIMES }
    await store.refreshGrant('default', asked)
    process.stdout.write(`${grant_id}\n`)
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, (_, turn) => openGrants(turn)))
