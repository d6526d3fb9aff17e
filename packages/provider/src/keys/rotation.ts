import { type KeyStatus, SettingError } from '../model/admin.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Store, StoredKey } from '../store/store.ts'
import { createSigningKey, isOwnAlgorithm, OWN_ALGORITHMS } from './create.ts'
import type { KeyringMeans } from './keyring.ts'
import { newestActive } from './newest-active.ts'

/** How long a new key is announced before it signs: longer than anyone keeps a JWKS (ours says an hour). */
export const ANNOUNCEMENT: Seconds = 2 * 60 * 60

/** How long a key is published after its successor signs: longer than anything lasts that it has signed. */
const RETIREMENT: Seconds = 24 * 60 * 60

/** A key that signs at once takes the place of one that is only announced: that would sign in its stead before long. */
const URGENCY = { once_announced: {}, now: { announced: 'remove' } } as const

/** Announces a new key for each alg; it takes over when everyone can know it, and the old one goes when nothing needs it (PITFALLS 29). */
export async function rotateKeys(
  store: Store,
  tenant_id: string,
  { algs, at }: { readonly algs?: readonly string[]; readonly at: 'once_announced' | 'now' },
  means: KeyringMeans,
): Promise<readonly KeyStatus[]> {
  const now = means.now()
  const active_from = at === 'now' ? now : now + ANNOUNCEMENT
  for (const alg of algs ?? OWN_ALGORITHMS) {
    if (!isOwnAlgorithm(alg))
      throw new SettingError(
        'alg',
        `alg ${alg} is unknown; use one of ${OWN_ALGORITHMS.join(', ')}`,
      )
    const key = await createSigningKey(alg, { ...means, tenant_id, now, active_from })
    const older = { retired_at: active_from + RETIREMENT, now, ...URGENCY[at] }
    if ((await store.rotateKey(tenant_id, key, older)) === 'taken')
      throw new SettingError(
        'alg',
        `a new ${alg} key is announced already${await untilActive(store, tenant_id, alg)}`,
      )
  }
  return keyStatuses(await store.listKeys(tenant_id), now)
}

/** Until when to wait for an announced key, in UTC. */
async function untilActive(store: Store, tenant_id: string, alg: string): Promise<string> {
  const keys = await store.listKeys(tenant_id)
  const signing = keys.filter((key) => key.use === 'sig' && key.alg === alg)
  const last = Math.max(...signing.map(({ active_from }) => active_from))
  return `; wait until it signs, at ${new Date(last * 1000).toISOString().replace('.000', '')}`
}

/** The signing keys as an operator sees them. */
export const keyStatuses = (keys: readonly StoredKey[], now: Seconds): readonly KeyStatus[] =>
  keys
    .filter(({ use }) => use === 'sig')
    .map((key, _, signing) => ({
      kid: key.kid,
      alg: key.alg,
      status: statusOf(
        key,
        signing.filter(({ alg }) => alg === key.alg),
        now,
      ),
      created_at: key.created_at,
      active_from: key.active_from,
      ...(key.retired_at === undefined ? {} : { retired_at: key.retired_at }),
    }))

function statusOf(
  { kid, active_from }: StoredKey,
  alike: readonly StoredKey[],
  now: Seconds,
): KeyStatus['status'] {
  if (active_from > now) return 'announced'
  return newestActive(alike, now)?.kid === kid ? 'active' : 'retiring'
}
