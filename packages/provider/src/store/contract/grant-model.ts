import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Store } from '../store.ts'
import { aGrant, type Check, NOW } from './given.ts'

/** What a model knows of one grant. */
interface Row {
  readonly client_id: string
  readonly isOpen: boolean
  readonly generation: number
  readonly since: number
  readonly until: number
  readonly reason?: string
}

interface Step {
  readonly kind: 'open' | 'refresh' | 'revoke' | 'find' | 'wait'
  readonly grant_id: string
  readonly client_id: string
  readonly generation: number
  readonly seconds: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('open', 'refresh', 'refresh', 'revoke', 'find', 'wait'),
  grant_id: fc.constantFrom('g', 'h'),
  client_id: fc.constantFrom('rp', 'rp', 'rp', 'rp2'),
  generation: fc.integer({ min: 0, max: 4 }),
  seconds: fc.integer({ min: 0, max: 40 }),
})

const GRACE = 15
const reason = 'revoked_by_client'

/** Any sequence of operations on grants is told what the contract says, and no two steps disagree. */
export function grantModelContract(check: Check): void {
  check('any sequence of grant operations goes as the contract says', async (store, tenant_id) => {
    let round = 0
    const follows = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      round += 1
      await follow(store, tenant_id, steps, `-${round}`)
    })
    await fc.assert(follows, { numRuns: 60 })
  })
}

async function follow(store: Store, tenant_id: string, steps: readonly Step[], suffix: string) {
  const rows = new Map<string, Row>()
  let now = NOW
  for (const taken of steps) {
    if (taken.kind === 'wait') now += taken.seconds
    else {
      const grant_id = `${taken.grant_id}${suffix}`
      const [expected, row] = EXPECTED[taken.kind](rows.get(grant_id), { ...taken, grant_id }, now)
      if (row !== undefined) rows.set(grant_id, row)
      assert.deepEqual(
        await DONE[taken.kind](store, tenant_id, { ...taken, grant_id }, now),
        expected,
      )
    }
  }
}

type Acting = Exclude<Step['kind'], 'wait'>
type Expect = (row: Row | undefined, taken: Step, now: number) => readonly [unknown, Row?]

const grantOf = ({ grant_id, client_id }: Pick<Step, 'grant_id' | 'client_id'>) =>
  aGrant(grant_id, { client_id })

const EXPECTED: Readonly<Record<Acting, Expect>> = {
  open(row, { client_id, seconds }, now) {
    if (row !== undefined) return ['replayed', { ...row, reason: row.reason ?? 'code_replayed' }]
    return ['opened', { client_id, isOpen: true, generation: 0, since: 0, until: now + seconds }]
  },
  refresh(row, { grant_id, client_id, generation, seconds }, now) {
    if (!row?.isOpen || row.reason !== undefined || row.until <= now)
      return [{ outcome: 'unknown' }]
    if (row.client_id !== client_id || generation > row.generation) return [{ outcome: 'unknown' }]
    const grant = grantOf({ grant_id, client_id })
    if (generation === row.generation) {
      const next = { ...row, generation: generation + 1, since: now, until: now + seconds }
      return [{ outcome: 'refreshed', grant, generation: generation + 1 }, next]
    }
    if (generation + 1 === row.generation && now <= row.since + GRACE)
      return [{ outcome: 'refreshed', grant, generation: row.generation }]
    return [
      { outcome: 'reused', grant },
      { ...row, reason: 'refresh_token_reused' },
    ]
  },
  revoke(row, { client_id, seconds }, now) {
    const until = now + seconds
    if (row === undefined)
      return ['revoked', { client_id, isOpen: false, generation: 0, since: 0, until, reason }]
    if (row.client_id !== client_id) return ['foreign']
    if (row.reason !== undefined) return ['already']
    return ['revoked', { ...row, until: Math.max(row.until, until), reason }]
  },
  find(row, { grant_id }, now) {
    if (row === undefined || row.until <= now) return [{ outcome: 'unknown' }]
    if (row.reason !== undefined) return [{ outcome: 'revoked', reason: row.reason }]
    const { client_id, generation } = row
    return [{ outcome: 'live', grant: grantOf({ grant_id, client_id }), generation }]
  },
}

type Do = (store: Store, tenant_id: string, taken: Step, now: number) => Promise<unknown>

const DONE: Readonly<Record<Acting, Do>> = {
  open: (store, tenant_id, taken, now) =>
    store.openGrant(tenant_id, grantOf(taken), { now, expires_at: now + taken.seconds }),
  refresh: (store, tenant_id, { grant_id, client_id, generation, seconds }, now) => {
    const expires_at = now + seconds
    const refresh = { grant_id, client_id, generation, grace: GRACE, expires_at, now }
    return store.refreshGrant(tenant_id, refresh)
  },
  revoke: (store, tenant_id, { grant_id, client_id, seconds }, now) =>
    store.revokeGrant(tenant_id, { grant_id, client_id, reason, now, expires_at: now + seconds }),
  find: (store, tenant_id, { grant_id }, now) => store.findGrant(tenant_id, grant_id, now),
}
