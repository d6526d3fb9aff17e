import type { Seconds } from '../model/seconds.ts'
import type { StoredKey } from '../store/store.ts'

type Timed = Pick<StoredKey, 'kid' | 'created_at' | 'active_from' | 'retired_at'>

/**
 * The key that makes something new: the youngest of those that are active. Of several from one second it is the one that has
 * no end yet, which is what a rotation leaves; then the last by `kid`. Every node says the same.
 */
export const newestActive = <Key extends Timed>(
  keys: readonly Key[],
  now: Seconds,
): Key | undefined =>
  keys.reduce<Key | undefined>(
    (newest, key) =>
      key.active_from <= now && (newest === undefined || byAge(newest, key) < 0) ? key : newest,
    undefined,
  )

const byAge = (a: Timed, b: Timed) =>
  a.active_from - b.active_from ||
  endOf(a) - endOf(b) ||
  a.created_at - b.created_at ||
  (a.kid < b.kid ? -1 : 1)

const endOf = ({ retired_at = Number.MAX_SAFE_INTEGER }: Timed) => retired_at
