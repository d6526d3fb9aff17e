import assert from 'node:assert/strict'
import type { Store } from '../store.ts'
import { aGrant, NOW, registerBoth } from './given.ts'

/** What a model knows of one grant. */
interface Row {
  readonly client_id: string
  readonly isOpen: boolean
  readonly generation: number
  readonly since: number
  readonly until: number
  readonly reason?: string
}

/** One operation on a grant, or a wait of so many seconds. */
export interface GrantStep {
  readonly kind: 'open' | 'refresh' | 'revoke' | 'find' | 'wait'
  readonly grant_id: string
  readonly client_id: string
  readonly generation: number
  /** How long the grant lasts from then on, or how long the wait is. */
  readonly seconds: number
}

const GRACE = 15
const reason = 'revoked_by_client'

/** Every step there is, those that matter most more than once: what a property draws its sequences from. */
export const GRANT_STEPS: readonly GrantStep[] = (
  ['open', 'open', 'refresh', 'refresh', 'refresh', 'revoke', 'find', 'wait'] as const
).flatMap((kind) =>
  ['g', 'g', 'h'].flatMap((grant_id) =>
    ['rp', 'rp', 'rp', 'rp2'].flatMap((client_id) =>
      [0, 1, 2, 3].flatMap((generation) =>
        [0, 1, GRACE, GRACE + 1, 100].map((seconds) => {
          return { kind, grant_id, client_id, generation, seconds }
        }),
      ),
    ),
  ),
)

/**
 * Takes these steps, one after the other, in a tenant of its own, and compares what each is told with what a model of the
 * contract expects. For properties: any sequence must pass.
 *
 * @example fc.asyncProperty(fc.array(fc.constantFrom(...GRANT_STEPS)), (steps) => followGrantModel(store, steps))
 */
export async function followGrantModel(store: Store, steps: readonly GrantStep[]): Promise<void> {
  const tenant_id = 'contract-model'
  await store.removeTenant(tenant_id)
  await store.addTenant({ tenant_id, name: 'Model', created_at: NOW }, [])
  await registerBoth(store, tenant_id)
  const rows = new Map<string, Row>()
  let now = NOW
  for (const taken of steps) {
    if (taken.kind === 'wait') now += taken.seconds
    else {
      const [expected, row] = EXPECTED[taken.kind](rows.get(taken.grant_id), taken, now)
      if (row !== undefined) rows.set(taken.grant_id, row)
      assert.deepEqual(await DONE[taken.kind](store, tenant_id, taken, now), expected)
    }
  }
}

type Acting = Exclude<GrantStep['kind'], 'wait'>
type Expect = (row: Row | undefined, taken: GrantStep, now: number) => readonly [unknown, Row?]

const grantOf = ({ grant_id, client_id }: Pick<GrantStep, 'grant_id' | 'client_id'>) =>
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
      return [{ outcome: 'retried', grant, generation: row.generation }]
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

type Do = (store: Store, tenant_id: string, taken: GrantStep, now: number) => Promise<unknown>

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
