import type { ProviderMetadata } from '@gryphon/protocol'
import { checkMetadata } from '../check-metadata.ts'
import { discoveryWith } from '../create-discovery.ts'
import { createParty, memoryOf } from '../create-party.ts'
import { createRelyingParty } from '../create-relying-party.ts'
import { createFlights, type Flights } from '../flights.ts'
import type { ClientMetadata } from '../metadata.ts'
import { allowInsecure } from '../options.ts'
import { PLATFORM } from '../platform.ts'
import { resolveRequest } from './authentication-request.ts'
import { checkLoginOptions, checkPaths } from './check-login-options.ts'
import { cookieSessions } from './cookie-sessions.ts'
import { createFreshTokens } from './fresh-tokens.ts'
import type { LoginOptions } from './login-options.ts'
import type { Means } from './means.ts'
import { createPendingLogins } from './pending-logins.ts'
import { createPendingLogout } from './pending-logout.ts'
import { createSeal, type Seal } from './seal.ts'
import type { Lifetimes } from './session.ts'
import { createSite, type Site } from './site.ts'
import { storedSessions } from './stored-sessions.ts'

/** How the client is registered: what is left of the options, with the one `redirect_uri`. */
const metadataOf = (given: LoginOptions, site: Site): ClientMetadata => {
  const {
    issuer: _issuer,
    base_url: _base_url,
    secret: _secret,
    request: _request,
    paths: _paths,
    session: _session,
    logout_at: _logout_at,
    post_logout_redirect_uri: _uri,
    on_error: _on_error,
    options: _options,
    ...metadata
  } = given
  return { ...metadata, redirect_uri: site.base_url + site.paths.callback }
}

/** What the OP says of itself is asked for when it is first needed, and kept for an hour. */
const relyingPartyOf = (
  given: LoginOptions,
  site: Site,
  flights: Flights,
): Means['relyingParty'] => {
  const { issuer, options = {} } = given
  const metadata = metadataOf(given, site)
  const remember = (op: ProviderMetadata) => ({ ...memoryOf(op, options), flights })
  if (typeof issuer === 'string') {
    const discovery = discoveryWith(options, remember)
    return () => discovery.client(issuer, metadata)
  }
  const rp = createRelyingParty(createParty(issuer, metadata, options, remember(issuer)))
  return async () => rp
}

/**
 * What is sealed for one application opens in no other one that has the same secret, and so none of its people are known
 * there, nor those that another OP has vouched for.
 */
const sealFor =
  ({ secret }: LoginOptions, { application }: Site) =>
  (what: string) =>
    createSeal([secret].flat(), `${what} ${application}`)

const DAY = 86_400

const sessionsOf = (
  { session: { store, idle = DAY, absolute = 7 * DAY } = {} }: LoginOptions,
  parts: {
    readonly site: Site
    readonly sealOf: (what: string) => Seal
    readonly now: () => number
    readonly random: (n: number) => Uint8Array
  },
) => {
  const lifetimes: Lifetimes = { idle, absolute }
  const seal = parts.sealOf(store === undefined ? 'session' : 'stored session')
  const sessions =
    store === undefined
      ? cookieSessions({ ...parts, seal }, lifetimes)
      : storedSessions({ ...parts, seal, store }, lifetimes)
  return { sessions, lifetimes }
}

/** What the routes need, of the options of an application. Throws `ClientError` for options that cannot work. */
export const createMeans = (given: LoginOptions): Means => {
  const { now, random } = { ...PLATFORM, ...given.options }
  const { base_url, client_id, paths } = given
  const insecure = given.options?.[allowInsecure] === true ? 'allowed' : 'refused'
  checkLoginOptions(given, insecure)
  const issuer = typeof given.issuer === 'string' ? given.issuer : given.issuer.issuer
  const flights = createFlights(now)
  const site = createSite({ base_url, issuer, client_id, paths, insecure })
  checkPaths(site.paths)
  checkMetadata(metadataOf(given, site))
  const sealOf = sealFor(given, site)
  return {
    site,
    request: resolveRequest(given.request),
    pending: createPendingLogins(site, sealOf('transaction'), now),
    pendingLogout: createPendingLogout(site, sealOf('logout')),
    ...sessionsOf(given, { site, sealOf, now, random }),
    tokens: createFreshTokens({ now, client_id, flights }),
    relyingParty: relyingPartyOf(given, site, flights),
    now,
    options: given,
  }
}
