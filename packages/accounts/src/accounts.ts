import type { Pages, Seconds } from '@gryphon/provider'
import { type Addition, addPerson, type NewPerson, setPassword } from './new-person.ts'
import { ASSETS, type Asset } from './pages/assets.ts'
import { showError } from './pages/error-page.ts'
import { createInteract } from './pages/interact.ts'
import { createPasswords } from './password.ts'
import type { PeopleStore } from './people-store.ts'
import { findClaims } from './standard-claims.ts'
import { createThrottle } from './throttle.ts'

/** What accounts are made of. */
export interface AccountsConfig {
  readonly people: PeopleStore
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
}

/** The people of a provider, and the pages it speaks to them with. */
export interface Accounts {
  /** For the provider's `pages`. */
  readonly pages: Pages
  /** For the provider's `claims`: those named of a person's standard claims; `undefined` when gone or disabled. */
  readonly claims: (
    tenant_id: string,
    sub: string,
    names: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>> | undefined>
  /** Adds a person under a new random `sub`. Throws `SettingError` for a username or password that cannot be. */
  readonly addPerson: (tenant_id: string, person: NewPerson) => Promise<Addition>
  /** Gives a person a new password. Throws `SettingError` for one that cannot be. */
  readonly setPassword: (
    tenant_id: string,
    change: { readonly sub: string; readonly password: string },
  ) => Promise<'set' | 'unknown' | 'busy'>
  /** What the pages need, by path from the root of the host, to be served at every host of the provider. */
  readonly assets: ReadonlyMap<string, Asset>
}

const THROTTLED_LOGINS = 10_000

/**
 * The accounts of a provider.
 *
 * @example
 * const { pages, claims } = createAccounts({ people: memoryPeople(), now, random })
 * createProvider({ issuer, store, master_key, pages, claims })
 */
export const createAccounts = ({ people, now, random }: AccountsConfig): Accounts => {
  const passwords = createPasswords({ random })
  const throttle = createThrottle({ size: THROTTLED_LOGINS })
  const means = { people, passwords, now, random }
  return {
    pages: { interact: createInteract({ people, passwords, throttle }), error: showError },
    claims: (tenant_id, sub, names) => findClaims(people, tenant_id, sub, names),
    addPerson: (tenant_id, person) => addPerson(means, tenant_id, person),
    setPassword: (tenant_id, change) => setPassword(means, tenant_id, change),
    assets: ASSETS,
  }
}
