import type { Seconds } from '@gryphon/provider'
import type { FlowLimit } from './flow-limit.ts'
import type { Passwords } from './password.ts'
import type { PeopleStore, Person } from './people-store.ts'
import { type Throttle, throttleKey } from './throttle.ts'

/** The longest username or email address (RFC 5321 §4.5.3.1: 64 + 1 + 255). */
export const LOGIN_MAX = 320

/**
 * What came of a sign-in. `wrong` does not say what was: the login, the password, or that the person is disabled. `spent`: this
 * flow has had its attempts.
 */
export type SignIn =
  | { readonly outcome: 'signed_in'; readonly person: Person }
  | { readonly outcome: 'wrong' | 'spent' }
  | { readonly outcome: 'paused'; readonly seconds: Seconds }
  | { readonly outcome: 'busy' }

/** What a person typed. */
export interface Credentials {
  readonly login: string
  readonly password: string
}

/** Where they typed it. */
export interface Place {
  readonly tenant_id: string
  /** What tells this flow from all others. */
  readonly flow: string
  /** Whether this person has signed in with this browser before. */
  readonly isKnownBrowser: (sub: string) => boolean
}

/** What a sign-in needs. */
export interface SignInMeans {
  readonly people: PeopleStore
  readonly passwords: Passwords
  readonly throttle: Throttle
  readonly flowLimit: FlowLimit
}

const personAt = ({ isKnownBrowser }: Place, person: Person | undefined) =>
  person && ({ sub: person.sub, browser: isKnownBrowser(person.sub) ? 'known' : 'new' } as const)

/**
 * Tries a login and a password. As slow for someone unknown as for someone known, and as silent about which it was. Who waited
 * for their turn is looked up again: the password may have been changed meanwhile.
 */
export const signIn = async (
  { people, passwords, throttle, flowLimit }: SignInMeans,
  place: Place,
  { login, password }: Credentials,
  now: Seconds,
): Promise<SignIn> => {
  const { tenant_id, flow } = place
  if (login.length > LOGIN_MAX) return { outcome: 'wrong' }
  if (flowLimit.isSpent(flow)) return { outcome: 'spent' }
  const person = await people.findPersonByLogin(tenant_id, login)
  const at = personAt(place, person)
  const key = throttleKey(tenant_id, login, at)
  const seen = throttle.look(key, now)
  if (seen.outcome === 'paused') return seen
  const admit = () => {
    const admission = throttle.admit(key, now)
    if (admission.outcome === 'admitted') flowLimit.count(flow)
    return admission
  }
  const turn = { tenant_id, keys: [flow, key], line: at?.browser ?? 'new' } as const
  const verified = await passwords.verify(person?.password_hash, password, { turn, admit })
  if (verified.outcome === 'busy') return { outcome: 'busy' }
  const { result } = verified
  if (typeof result === 'object') return result
  if (result === 'wrong' || person === undefined) return { outcome: 'wrong' }
  const still = await people.findPerson(tenant_id, person.sub)
  if (still === undefined || still.disabled || still.password_hash !== person.password_hash)
    return { outcome: 'wrong' }
  throttle.forgive(key)
  return { outcome: 'signed_in', person: still }
}
