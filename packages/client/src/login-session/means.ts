import type { RelyingParty } from '../relying-party.ts'
import type { AuthenticationRequest } from '../transaction.ts'
import type { FreshTokens } from './fresh-tokens.ts'
import type { LoginOptions } from './login-options.ts'
import type { PendingLogins } from './pending-logins.ts'
import type { PendingLogout } from './pending-logout.ts'
import type { Lifetimes } from './session.ts'
import type { Sessions } from './sessions.ts'
import type { Site } from './site.ts'

/** What the routes of an application's login work with. */
export interface Means {
  readonly site: Site
  readonly request: AuthenticationRequest
  readonly pending: PendingLogins
  readonly pendingLogout: PendingLogout
  readonly sessions: Sessions
  readonly lifetimes: Lifetimes
  readonly tokens: FreshTokens
  /** Asks the OP what it can when it is first called. Throws `ClientError`. */
  readonly relyingParty: () => Promise<RelyingParty>
  readonly now: () => number
  readonly options: LoginOptions
}
