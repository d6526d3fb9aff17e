import type { Check } from './check.ts'
import { LOGOUT_TOKEN_HEADER_RULES, LOGOUT_TOKEN_RULES } from './checks/logout-token.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import { openJwt } from './encrypted-jwt.ts'
import { ClientError } from './errors.ts'
import { mediaTypeOf } from './media-type.ts'
import type { Party } from './party.ts'
import { readBody } from './read-body.ts'
import type { JwtKind } from './signed-jwt.ts'
import { singleParameter } from './single-parameter.ts'

/** The claims of a verified Logout Token (Back-Channel Logout §2.4): `sub`, `sid`, or both. */
export interface LogoutTokenClaims {
  readonly iss: string
  readonly aud: string | readonly string[]
  readonly iat: number
  readonly exp: number
  readonly jti: string
  /** Whose sessions end: all of them, where there is no `sid`. */
  readonly sub?: string
  /** Which session ends: that of the ID Token with this `sid`. */
  readonly sid?: string
  readonly [claim: string]: unknown
}

/** A verified Logout Token. */
export interface LogoutToken {
  readonly claims: LogoutTokenClaims
  readonly checks: readonly Check[]
}

/** A Logout Token as a replay guard remembers it: until `expires_at`, in seconds. */
export interface SeenLogoutToken {
  readonly iss: string
  readonly jti: string
  readonly expires_at: number
  /** Whose sessions end, as the token says it. */
  readonly sub: string | undefined
  readonly sid: string | undefined
}

/** What receives Logout Tokens. */
export interface LogoutTokenOptions {
  /**
   * Puts it down and tells whether it was there before, in one step (Back-Channel Logout §2.6, 8). A replay ends only
   * sessions that have ended, unless the End-User has signed in again with the same `sid`. Whoever ends the sessions in that
   * same step loses no logout to a fault between the two.
   */
  readonly remember?: (seen: SeenLogoutToken) => 'new' | 'seen' | Promise<'new' | 'seen'>
}

const LOGOUT_TOKEN: JwtKind = {
  name: 'Logout Token',
  section: 'Back-Channel Logout §2.4',
  malformed: 'logout_token_malformed',
  alg_section: 'Back-Channel Logout §2.6, 3',
  signature_section: 'Back-Channel Logout §2.6, 2',
  header_rules: LOGOUT_TOKEN_HEADER_RULES,
}

/** Longer requests hold no Logout Token. */
const LONGEST = 65_536

const malformed = (found: string | undefined) =>
  new ClientError('logout_token_malformed', 'the request is no form with a logout_token', {
    section: 'Back-Channel Logout §2.5',
    source: 'logout_token',
    found,
  })

const readToken = async (request: Request): Promise<string> => {
  const type = mediaTypeOf(request.headers)
  if (request.method !== 'POST') throw malformed(request.method)
  if (type !== 'application/x-www-form-urlencoded') throw malformed(type)
  const form = new URLSearchParams(await readBody(request.body, LONGEST))
  const logout_token = singleParameter(form, 'logout_token', 'logout_token')
  if (logout_token === undefined) throw malformed('no logout_token')
  return logout_token
}

const checkReplay = async (
  party: Party,
  { iss, jti, exp, sub, sid }: LogoutTokenClaims,
  { remember }: LogoutTokenOptions,
  checks: readonly Check[],
) => {
  const expires_at = exp + party.clock_tolerance
  if ((await remember?.({ iss, jti, expires_at, sub, sid })) !== 'seen') return
  throw new ClientError('logout_token_replayed', 'the Logout Token was received before', {
    section: 'Back-Channel Logout §2.6, 8',
    source: 'logout_token',
    expected: 'a new jti',
    found: jti,
    checks,
  })
}

/**
 * Verifies a Logout Token (Back-Channel Logout §2.6), from the OP's request or bare; signed, and encrypted, as ID Tokens
 * are. Throws `ClientError`: the request is then answered with 400 (§2.8).
 */
export const receiveLogoutToken = async (
  party: Party,
  request: Request | string,
  options: LogoutTokenOptions = {},
): Promise<LogoutToken> => {
  const jwt = typeof request === 'string' ? request : await readToken(request)
  const run: Run = { source: 'logout_token', leftOut: party.leftOut, before: [] }
  const protection = party.protection.id_token
  const opened = await openJwt(party, LOGOUT_TOKEN, { jwt, protection }, run)
  const { now, clock_tolerance, client, op } = party
  const subject = {
    claims: opened.claims,
    iss: op.issuer,
    client_id: client.client_id,
    now: now(),
    clock_tolerance,
  }
  const checks = runRules(LOGOUT_TOKEN_RULES, subject, { ...run, before: opened.checks })
  const claims = opened.claims as unknown as LogoutTokenClaims
  await checkReplay(party, claims, options, checks)
  return { claims, checks }
}
