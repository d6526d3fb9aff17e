import { base64url } from '@gryphon/protocol'
import { InvalidValueError, type Seconds } from '@gryphon/provider'
import type { Turn } from './bounded-queue.ts'
import type { Passwords } from './password.ts'
import { checkNewPassword } from './password-policy.ts'
import type { PeopleStore, Person } from './people-store.ts'
import { LOGIN_MAX } from './sign-in.ts'

const SUB_BYTES = 16

/** Control, format (bidirectional, zero-width), private and unpaired characters: what makes two names look alike. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u

/** Someone to be added. */
export interface NewPerson {
  readonly username: string
  readonly password: string
  /** Standard claims (Core §5.1). */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** What came of adding a person. */
export type Addition =
  | { readonly outcome: 'added'; readonly person: Person }
  | { readonly outcome: 'taken' | 'busy' }

/** What adding a person needs. */
export interface AdditionMeans {
  readonly people: PeopleStore
  readonly passwords: Passwords
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
}

/** Whether this can be a new username. */
export const isUsername = (username: string): boolean =>
  username !== '' &&
  username.length <= LOGIN_MAX &&
  username.trim() === username &&
  !UNFIT.test(username)

const checkUsername = (username: string): void => {
  if (!isUsername(username))
    throw new InvalidValueError(
      'username',
      `a username has 1 to ${LOGIN_MAX} visible characters, and no space before or after them`,
    )
}

/** Adds a person under a new random `sub`, and no name that is somebody's `sub`. Throws `SettingError` for a username or password that cannot be. */
export const addPerson = async (
  { people, passwords, now, random }: AdditionMeans,
  tenant_id: string,
  { username, password, claims = {} }: NewPerson,
  turn?: Turn,
): Promise<Addition> => {
  checkUsername(username)
  checkNewPassword(password)
  if ((await people.findPerson(tenant_id, username)) !== undefined) return { outcome: 'taken' }
  const hashed = await passwords.hash(password, turn)
  if (hashed.outcome === 'busy') return { outcome: 'busy' }
  const person: Person = {
    sub: base64url(random(SUB_BYTES)),
    username,
    password_hash: hashed.result,
    claims,
    created_at: now(),
    disabled: false,
  }
  const outcome = await people.addPerson(tenant_id, person)
  return outcome === 'added' ? { outcome, person } : { outcome }
}

/** How long clients are told that a session has ended, before that is given up. */
const TOLD_FOR: Seconds = 7 * 24 * 3600

/**
 * Gives a person a new password, and ends all sessions and grants that they have. Throws `SettingError` for one that cannot
 * be.
 */
export const setPassword = async (
  { people, passwords, now }: Pick<AdditionMeans, 'people' | 'passwords' | 'now'>,
  tenant_id: string,
  { sub, password }: { readonly sub: string; readonly password: string },
): Promise<'set' | 'unknown' | 'busy'> => {
  checkNewPassword(password)
  const hashed = await passwords.hash(password)
  if (hashed.outcome === 'busy') return 'busy'
  const change = { sub, password_hash: hashed.result }
  const times = { now: now(), expires_at: now() + TOLD_FOR }
  const outcome = await people.changePassword(tenant_id, change, times)
  return outcome === 'changed' ? 'set' : 'unknown'
}
