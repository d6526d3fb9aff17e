import type { Seconds } from '@gryphon/provider'
import type { Passwords } from './password.ts'
import type { PeopleStore, Person } from './people-store.ts'
import type { Throttle } from './throttle.ts'

/** The longest username or email address (RFC 5321 §4.5.3.1: 64 + 1 + 255). */
export const LOGIN_MAX = 320

/** What came of a sign-in. `wrong` does not say what was: the login, the password, or that the person is disabled. */
export type SignIn =
  | { readonly outcome: 'signed_in'; readonly person: Person }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'paused'; readonly seconds: Seconds }
  | { readonly outcome: 'busy' }

/** What a person typed. */
export interface Credentials {
  readonly login: string
  readonly password: string
}

/** What a sign-in needs. */
export interface SignInMeans {
  readonly people: PeopleStore
  readonly passwords: Passwords
  readonly throttle: Throttle
}

/** Tries a login and a password. As slow for someone unknown as for someone known, and as silent about which it was. */
export const signIn = async (
  { people, passwords, throttle }: SignInMeans,
  tenant_id: string,
  { login, password }: Credentials,
  now: Seconds,
): Promise<SignIn> => {
  if (login.length > LOGIN_MAX) return { outcome: 'wrong' }
  const admission = throttle.admit(tenant_id, login, now)
  if (admission.outcome === 'paused') return admission
  const person = await people.findPersonByLogin(tenant_id, login)
  const verified = await passwords.verify(person?.password_hash, password)
  if (verified.outcome === 'busy') {
    throttle.withdraw(tenant_id, login)
    return { outcome: 'busy' }
  }
  if (verified.result === 'wrong' || person === undefined || person.disabled)
    return { outcome: 'wrong' }
  throttle.forgive(tenant_id, login)
  return { outcome: 'signed_in', person }
}
