import { REFRESHED_ID_TOKEN_RULES } from './checks/agreement.ts'
import { expectedHashes } from './checks/expected-hashes.ts'
import { REFRESH_RULES } from './checks/id-token.ts'
import { runRules } from './checks/run-rules.ts'
import { verifyIdToken } from './id-token.ts'
import type { IdTokenClaims, Tokens } from './login.ts'
import type { Party } from './party.ts'
import { requestTokens, type TokenResponse } from './token-request.ts'

/** What a refresh asks for, and the claims of the login that it goes on with. */
export interface RefreshRequest {
  readonly claims: IdTokenClaims | undefined
  readonly scope?: string
  readonly resource?: string | readonly string[]
}

const verifyRefreshed = async (
  party: Party,
  earlier: IdTokenClaims,
  id_token: string,
  { access_token, checks }: TokenResponse,
) => {
  const hashes = await expectedHashes(party.alg, [
    { claim: 'at_hash', value: access_token, presence: 'if_present' },
  ])
  const expectation = { nonce: undefined, max_age: undefined, started_at: 0 }
  const run = { source: 'refreshed_id_token', leftOut: party.leftOut } as const
  const { claims, checks: before } = await verifyIdToken(
    party,
    { ...expectation, id_token, rules: REFRESH_RULES, hashes },
    { ...run, before: checks },
  )
  const compared = runRules(
    REFRESHED_ID_TOKEN_RULES,
    { earlier, later: claims },
    { ...run, before },
  )
  return { claims, id_token, checks: compared }
}

/** The refresh token that was used stays where none is returned (RFC 6749 §6). */
const useRefreshToken = async (
  party: Party,
  refresh_token: string,
  { claims, scope, resource }: RefreshRequest,
): Promise<Tokens> => {
  const parameters = { grant_type: 'refresh_token', refresh_token, scope, resource }
  const response = await requestTokens(party, parameters, 'if_present')
  const { id_token, checks } = response
  const given = { refresh_token, ...response.given }
  return claims === undefined || id_token === undefined
    ? { ...given, checks }
    : { ...given, ...(await verifyRefreshed(party, claims, id_token, response)) }
}

/**
 * Uses a refresh token, once for all who ask the same of it at the same time; an ID Token that comes with the answer must
 * still be about the login (Core §12.2).
 */
export const refresh = (
  party: Party,
  refresh_token: string,
  request: RefreshRequest,
): Promise<Tokens> => {
  const { claims, scope, resource } = request
  const departure = {
    client_id: party.client.client_id,
    refresh_token,
    request: JSON.stringify([claims, scope, resource]),
  }
  return party.flights.share(departure, (current) => useRefreshToken(party, current, request))
}
