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
import { createSeal } from './seal.ts'
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

const DAY = 86_400

const sessionsOf = (
  { secret, session: { store, idle = DAY, absolute = 7 * DAY } = {} }: LoginOptions,
  parts: {
    readonly site: Site
    readonly now: () => number
    readonly random: (n: number) => Uint8Array
  },
) => {
  const lifetimes: Lifetimes = { idle, absolute }
  const seal = createSeal([secret].flat(), store === undefined ? 'session' : 'stored session')
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
  const flights = createFlights(now)
  const secrets = [given.secret].flat()
  const site = createSite({ base_url, client_id, paths, insecure })
  checkPaths(site.paths)
  checkMetadata(metadataOf(given, site))
  return {
    site,
    request: resolveRequest(given.request),
    pending: createPendingLogins(site, createSeal(secrets, 'transaction'), now),
    pendingLogout: createPendingLogout(site, createSeal(secrets, 'logout')),
    ...sessionsOf(given, { site, now, random }),
    tokens: createFreshTokens({ now, client_id, flights }),
    relyingParty: relyingPartyOf(given, site, flights),
    now,
    options: given,
  }
}
