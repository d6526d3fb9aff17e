import { base64url } from '@gryphon/protocol'
import { InvalidValueError, SettingError } from '../model/admin.ts'
import type { ProviderEvent } from '../model/event.ts'
import type { Lifetimes } from '../model/lifetimes.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Store, StoredKey } from '../store/store.ts'
import {
  createSecretKey,
  createSigningKey,
  isOwnAlgorithm,
  type KeyMaking,
  OWN_ALGORITHMS,
} from './create.ts'
import type { KeyringMeans } from './keyring.ts'
import { retirementOf } from './retirement.ts'

/** How long a new key is announced before it signs: longer than anyone keeps a JWKS (ours says an hour). */
export const ANNOUNCEMENT: Seconds = 2 * 60 * 60

const SEALING = 'A256GCM'

/** The algs whose keys rotate: of signatures, and of what the OP seals for itself. Keyed hashes keep theirs (see ARCHITECTURE.md). */
export const ROTATING_ALGORITHMS: readonly string[] = [...OWN_ALGORITHMS, SEALING]

/** The soonest that a new key is used. Nobody but we must know one that seals, but every node must: that takes seconds. */
const SOONEST: Readonly<Record<'sig' | 'seal', Seconds>> = { sig: 0, seal: 60 }

/** A key that is used at once takes the place of one that is only announced: that would be used in its stead before long. */
const URGENCY = { once_announced: {}, now: { announced: 'remove' } } as const

/** Where a key has leaked, so may have those before it that are kept: their end is near too. */
const OLDER = { kept: {}, dropped: { ended: 'shorten' } } as const

/** When a new key is used: once everyone has had time to know it, or as soon as can be. */
export type RotationTime = 'once_announced' | 'now'

/** What a rotation works with. */
export interface RotationMeans extends Omit<KeyringMeans, 'other_master_keys'> {
  readonly lifetimes: Lifetimes
  readonly log: (event: ProviderEvent) => void
}

/**
 * How one key is rotated. The old ones are kept for as long as what they made is of use, or dropped with all of that, those that retire
 * too: whoever knows of a leak seldom knows which of them it was.
 */
export interface KeyRotation {
  readonly alg: string
  readonly at: RotationTime
  readonly old?: 'kept' | 'dropped'
}

/** Which keys to rotate, all when left out, and what becomes of one whose successor is announced already. */
export interface Rotation extends Omit<KeyRotation, 'alg'> {
  readonly algs?: readonly string[]
  readonly announced?: 'refuse' | 'leave'
}

/**
 * Announces a new key for each alg; it takes over when everyone can know it, and the old one goes when nothing needs it
 * (PITFALLS 29). Throws `SettingError` for an alg that is unknown, and one whose successor is announced already, after the others
 * are done.
 */
export async function rotateKeys(
  store: Store,
  tenant_id: string,
  { algs = ROTATING_ALGORITHMS, announced = 'refuse', ...how }: Rotation,
  means: RotationMeans,
): Promise<void> {
  const unknown = algs.find((alg) => !ROTATING_ALGORITHMS.includes(alg))
  if (unknown !== undefined)
    throw new InvalidValueError(
      'alg',
      `alg ${unknown} is unknown; use one of ${ROTATING_ALGORITHMS.join(', ')}`,
    )
  const taken: string[] = []
  for (const alg of algs)
    if ((await rotateKey(store, tenant_id, { ...how, alg }, means)) === 'taken') taken.push(alg)
  if (announced === 'refuse' && taken.length > 0)
    throw new SettingError(
      'alg',
      `a new ${taken.join(', ')} key is announced already${await untilActive(store, tenant_id, taken)}`,
    )
}

/** Announces a new key of one alg, unless another is: of any number of nodes that do so at once, one has. */
export async function rotateKey(
  store: Store,
  tenant_id: string,
  { alg, at, old = 'kept' }: KeyRotation,
  { lifetimes, log, ...means }: RotationMeans,
): Promise<'rotated' | 'taken'> {
  const now = means.now()
  const use = isOwnAlgorithm(alg) ? 'sig' : 'seal'
  const active_from = now + (at === 'now' ? SOONEST[use] : ANNOUNCEMENT)
  const key = await createKey(alg, { ...means, tenant_id, now, active_from })
  const retired_at = active_from + (old === 'kept' ? retirementOf(use, lifetimes) : 0)
  const ends = { retired_at, now, ...URGENCY[at], ...OLDER[old] }
  const outcome = await store.rotateKey(tenant_id, key, ends)
  const request_id = base64url(means.random(9))
  if (outcome === 'rotated')
    log({ event: 'key.announced', tenant_id, request_id, kid: key.kid, alg, active_from })
  return outcome
}

const createKey = (alg: string, making: KeyMaking): Promise<StoredKey> =>
  isOwnAlgorithm(alg) ? createSigningKey(alg, making) : createSecretKey('seal', making)

/** Until when to wait for announced keys, in UTC. */
async function untilActive(
  store: Store,
  tenant_id: string,
  algs: readonly string[],
): Promise<string> {
  const keys = await store.listKeys(tenant_id)
  const last = Math.max(
    ...keys.filter(({ alg }) => algs.includes(alg)).map(({ active_from }) => active_from),
  )
  return `; wait until it is used, at ${new Date(last * 1000).toISOString().replace('.000', '')}`
}
