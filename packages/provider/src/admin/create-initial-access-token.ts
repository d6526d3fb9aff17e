import type { Keyring } from '../keys/keyring.ts'
import { type Admin, InvalidValueError } from '../model/admin.ts'
import type { Seconds } from '../model/seconds.ts'
import { MOST_USES, sealInitialAccessToken } from '../registration/initial-access-token.ts'

const LONGEST: Seconds = 366 * 24 * 3600

const isCount = (value: number, most: number) =>
  Number.isInteger(value) && value >= 1 && value <= most

/** Makes an initial access token (RFC 7591 §1.2). Throws `SettingError` for terms that cannot be. */
export async function createInitialAccessToken(
  { now, random }: { readonly now: () => Seconds; readonly random: (octets: number) => Uint8Array },
  keys: Keyring,
  { expires_in, uses }: Parameters<Admin['createInitialAccessToken']>[1],
): ReturnType<Admin['createInitialAccessToken']> {
  if (!isCount(expires_in, LONGEST))
    throw new InvalidValueError('expires_in', `expires_in: give 1 to ${LONGEST} seconds`)
  if (uses !== undefined && !isCount(uses, MOST_USES))
    throw new InvalidValueError('uses', `uses: give 1 to ${MOST_USES}, or leave it out`)
  const expires_at = now() + expires_in
  const terms = { random, ...(uses === undefined ? {} : { uses }) }
  return { initial_access_token: sealInitialAccessToken(keys, terms, expires_at), expires_at }
}
