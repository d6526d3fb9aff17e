import { base64url, PROMPTS, type Prompt } from '@gryphon/protocol'
import type { Pages, Seconds } from '@gryphon/provider'
import type { AccountEvent } from './account-event.ts'
import type { QueueLoad } from './bounded-queue.ts'
import { createFlowLimit } from './flow-limit.ts'
import { type Addition, addPerson, type NewPerson, setPassword } from './new-person.ts'
import { ASSETS, type Asset } from './pages/assets.ts'
import { showError } from './pages/error-page.ts'
import { createInteract } from './pages/interact.ts'
import { createSignOut } from './pages/sign-out-page.ts'
import { createPasswords } from './password.ts'
import type { PeopleStore } from './people-store.ts'
import { createRateLimit } from './rate-limit.ts'
import { findClaims } from './standard-claims.ts'
import { createThrottle } from './throttle.ts'

/** What accounts are made of. */
export interface AccountsConfig {
  readonly people: PeopleStore
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
  /** Whether people may create accounts themselves; `off` when absent. */
  readonly sign_up?: 'open' | 'off'
  readonly log?: (event: AccountEvent) => void
  /** How many processors there are for it: as many passwords are hashed at a time, but two at most. Two when left out. */
  readonly processors?: number | undefined
}

/** The people of a provider, and the pages it speaks to them with. */
export interface Accounts {
  /** For the provider's `pages`. */
  readonly pages: Pages
  /** For the provider's setting of this name: `create` (Initiating User Registration §4) only where sign-up is open. */
  readonly prompt_values_supported: readonly Prompt[]
  /** For the provider's `claims`: those named of a person's standard claims; `undefined` when gone or disabled. */
  readonly claims: (
    tenant_id: string,
    sub: string,
    names: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>> | undefined>
  /** Adds a person under a new random `sub`. Throws `SettingError` for a username or password that cannot be. */
  readonly addPerson: (tenant_id: string, person: NewPerson) => Promise<Addition>
  /**
   * Gives a person a new password, and ends all sessions and grants that they have. Throws `SettingError` for one that
   * cannot be.
   */
  readonly setPassword: (
    tenant_id: string,
    change: { readonly sub: string; readonly password: string },
  ) => Promise<'set' | 'unknown' | 'busy'>
  /** How many passwords are hashed or verified now, and how many wait for it. */
  readonly passwordLoad: () => QueueLoad
  /** What the pages need, by path from the root of the host, to be served at every host of the provider. */
  readonly assets: ReadonlyMap<string, Asset>
}

const THROTTLED_LOGINS = 50_000

/** Enough for who tries all passwords they ever had; then the flow is over. */
const FLOWS = { attempts: 30, size: 50_000 } as const

/** Bytes of a request's id, where no request of a person is behind it. */
const REQUEST_ID = 9

/** Sixty accounts at once (a classroom, twice), then thirty a minute: what a flood of them can leave behind is bounded. */
const SIGN_UPS = { burst: 60, every: 2 } as const

/**
 * The accounts of a provider.
 *
 * @example
 * const { pages, claims } = createAccounts({ people: memoryPeople(), now, random })
 * createProvider({ issuer, store, master_key, pages, claims })
 */
export const createAccounts = ({
  people,
  now,
  random,
  sign_up = 'off',
  log = () => undefined,
  processors = 2,
}: AccountsConfig): Accounts => {
  const passwords = createPasswords({ random, processors })
  const throttle = createThrottle({ size: THROTTLED_LOGINS })
  const flowLimit = createFlowLimit(FLOWS)
  const means = { people, passwords, now, random }
  const by = (tenant_id: string) => ({ tenant_id, request_id: base64url(random(REQUEST_ID)) })
  const limitSignUps = createRateLimit(SIGN_UPS)
  return {
    pages: {
      interact: createInteract({ ...means, throttle, flowLimit, limitSignUps, sign_up, log }),
      signOut: createSignOut(people),
      error: showError,
    },
    passwordLoad: passwords.load,
    prompt_values_supported: PROMPTS.filter((prompt) => prompt !== 'create' || sign_up === 'open'),
    claims: (tenant_id, sub, names) => findClaims(people, tenant_id, sub, names),
    addPerson: async (tenant_id, person) => {
      const addition = await addPerson(means, tenant_id, person)
      if (addition.outcome === 'added') {
        const { sub } = addition.person
        log({ event: 'account.created', ...by(tenant_id), client_id: undefined, sub })
      }
      return addition
    },
    setPassword: async (tenant_id, change) => {
      const outcome = await setPassword(means, tenant_id, change)
      if (outcome === 'set')
        log({ event: 'account.password_changed', ...by(tenant_id), sub: change.sub })
      return outcome
    },
    assets: ASSETS,
  }
}
