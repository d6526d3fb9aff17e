import { setImmediate } from 'node:timers/promises'
import type { Seconds } from '../model/seconds.ts'
import type { Store } from '../store/store.ts'
import { ANNOUNCEMENT, ROTATING_ALGORITHMS, type RotationMeans, rotateKey } from './rotation.ts'

/** How many keys one call makes at most: an RSA key takes a second on a slow machine, and whoever stops waits for them. */
const BATCH = 10

/**
 * Rotates what is due, of all tenants: a key's successor is announced so that it is used when the key has been for `period`. Each
 * call does a batch, goes on where the last one ended, and returns how many keys it has announced. Any number of nodes may call it:
 * a key gets one successor (`rotateKey`).
 */
export function rotationSchedule(
  store: Store,
  period: Seconds,
  means: RotationMeans,
): () => Promise<number> {
  let done = ''
  return async () => {
    const tenants = (await store.listTenants()).map(({ tenant_id }) => tenant_id).toSorted()
    let rotated = 0
    for (const tenant_id of tenants.filter((id) => id > done)) {
      if (rotated >= BATCH) return rotated
      rotated += await rotateDue(store, tenant_id, period, means)
      done = tenant_id
      // With thousands of tenants: requests come between them.
      await setImmediate()
    }
    done = ''
    return rotated
  }
}

async function rotateDue(
  store: Store,
  tenant_id: string,
  period: Seconds,
  means: RotationMeans,
): Promise<number> {
  const keys = await store.listKeys(tenant_id)
  const due = ROTATING_ALGORITHMS.filter((wanted) => {
    const alike = keys.filter(({ alg }) => alg === wanted)
    const newest = Math.max(...alike.map(({ active_from }) => active_from))
    return alike.length > 0 && newest + period - ANNOUNCEMENT <= means.now()
  })
  let rotated = 0
  for (const alg of due) {
    const outcome = await rotateKey(store, tenant_id, { alg, at: 'once_announced' }, means)
    if (outcome === 'rotated') rotated += 1
  }
  return rotated
}
