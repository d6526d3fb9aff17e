import type { KeyStatus } from '../model/admin.ts'
import type { Seconds } from '../model/seconds.ts'
import type { StoredKey } from '../store/store.ts'
import { newestActive } from './newest-active.ts'

/** The keys as an operator sees them. */
export const keyStatuses = (keys: readonly StoredKey[], now: Seconds): readonly KeyStatus[] =>
  keys.map((key) => ({
    kid: key.kid,
    use: key.use,
    alg: key.alg,
    status: statusOf(
      key,
      keys.filter(({ use, alg }) => use === key.use && alg === key.alg),
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
