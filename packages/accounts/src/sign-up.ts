import type { Seconds } from '@gryphon/provider'
import { type AdditionMeans, addPerson, isUsername } from './new-person.ts'
import { isPassword } from './password-policy.ts'
import type { Person } from './people-store.ts'
import type { RateLimit } from './rate-limit.ts'
import { type Place, type SignInMeans, signIn } from './sign-in.ts'

/** The longest name, in UTF-16 units. */
export const NAME_MAX = 200

/** What somebody typed who wants an account. */
export interface WantedAccount {
  readonly name: string
  /** A username, or an email address that becomes both. */
  readonly username: string
  readonly password: string
}

/** A field of it. */
export type SignUpField = keyof WantedAccount

/** What is wrong with a field. */
export type FieldFault =
  | 'name_missing'
  | 'name_unfit'
  | 'username_missing'
  | 'username_unfit'
  | 'username_taken'
  | 'password_missing'
  | 'password_unfit'

/** What came of creating an account; `known`: it was theirs already. */
export type SignUp =
  | { readonly outcome: 'created' | 'known'; readonly person: Person }
  | {
      readonly outcome: 'refused'
      readonly faults: Readonly<Partial<Record<SignUpField, FieldFault>>>
    }
  | { readonly outcome: 'paused'; readonly seconds: Seconds }
  | { readonly outcome: 'busy' }

/** What creating an account needs. */
export interface SignUpMeans extends SignInMeans, AdditionMeans {
  readonly limitSignUps: RateLimit
}

/** One address, as far as its look tells (not RFC 5322): what a person would type. */
const EMAIL = /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;]+$/

/** Control and format characters, but for the two joiners that some scripts need. */
const NOT_OF_A_NAME = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u

const nameFault = (name: string): FieldFault | undefined => {
  if (name === '') return 'name_missing'
  return name.length > NAME_MAX || NOT_OF_A_NAME.test(name) ? 'name_unfit' : undefined
}

const usernameFault = (username: string): FieldFault | undefined => {
  if (username === '') return 'username_missing'
  return isUsername(username) ? undefined : 'username_unfit'
}

const passwordFault = (password: string): FieldFault | undefined => {
  if (password === '') return 'password_missing'
  return isPassword(password) ? undefined : 'password_unfit'
}

const faultsIn = ({ name, username, password }: WantedAccount) => {
  const found = {
    name: nameFault(name),
    username: usernameFault(username),
    password: passwordFault(password),
  }
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined))
}

const claimsOf = ({ name, username }: WantedAccount): Person['claims'] => ({
  name,
  ...(EMAIL.test(username) ? { email: username, email_verified: false } : {}),
})

const TAKEN: SignUp = { outcome: 'refused', faults: { username: 'username_taken' } }

/**
 * Creates an account (Initiating User Registration §4). A username that is someone's email address is taken too: otherwise its new
 * owner would stand in the way of theirs. Whoever asks for an account that is theirs already, name and password alike, has it:
 * a second click is as the first (PITFALLS 20). Each try is counted before anything dear is done.
 */
export const signUp = async (
  means: SignUpMeans,
  place: Place,
  wanted: WantedAccount,
  now: Seconds,
): Promise<SignUp> => {
  const faults = faultsIn(wanted)
  if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
  const { tenant_id, flow } = place
  const admission = means.limitSignUps(tenant_id, now)
  if (admission.outcome === 'paused') return admission
  const { username, password } = wanted
  const known = await means.people.findPersonByLogin(tenant_id, username)
  const person = { username, password, claims: claimsOf(wanted) }
  const added =
    known === undefined
      ? await addPerson(means, tenant_id, person, { tenant_id, keys: [flow], line: 'new' })
      : ({ outcome: 'taken' } as const)
  if (added.outcome === 'added') return { outcome: 'created', person: added.person }
  if (added.outcome === 'busy') return { outcome: 'busy' }
  const own = await signIn(means, place, { login: username, password }, now)
  return own.outcome === 'signed_in' ? { outcome: 'known', person: own.person } : TAKEN
}
