import type { Check } from './check.ts'
import type { IdTokenSubject } from './checks/id-token.ts'
import type { Rule } from './checks/rule.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import type { IdTokenClaims } from './login.ts'
import type { Party } from './party.ts'
import { type JwtKind, verifySignedJwt } from './signed-jwt.ts'

/** An ID Token, and what it has to say of what. */
export interface IdTokenExpectation {
  readonly id_token: string
  readonly rules: readonly Rule<IdTokenSubject>[]
  readonly nonce: string | undefined
  readonly max_age: number | undefined
  /** When the request was made that asked for that `max_age`, in seconds. */
  readonly started_at: number
  readonly hashes: IdTokenSubject['hashes']
}

/** A verified ID Token. */
export interface VerifiedIdToken {
  readonly claims: IdTokenClaims
  readonly checks: readonly Check[]
}

/** Core §3.1.3.7, 6: its signature is verified on the back channel too, where TLS alone would do. */
const ID_TOKEN: JwtKind = {
  name: 'ID Token',
  section: 'Core §2',
  malformed: 'id_token_malformed',
  alg_section: 'Core §3.1.3.7, 7',
  signature_section: 'Core §3.1.3.7, 6',
  header_rules: [],
}

const subjectOf = (
  party: Party,
  expectation: IdTokenExpectation,
  claims: IdTokenSubject['claims'],
): IdTokenSubject => {
  const { nonce, max_age, started_at, hashes } = expectation
  const isAsked = max_age !== undefined || party.client.require_auth_time === true
  return {
    claims,
    iss: party.op.issuer,
    client_id: party.client.client_id,
    trusted_audiences: party.trusted_audiences,
    nonce,
    now: party.now(),
    clock_tolerance: party.clock_tolerance,
    authenticated_after:
      max_age === undefined ? undefined : started_at - max_age - party.clock_tolerance,
    auth_time: isAsked ? 'required' : 'if_present',
    hashes,
  }
}

/**
 * Verifies an ID Token: header, signature, claims, in this order. Throws `ClientError` with the
 * checks made until then.
 */
export const verifyIdToken = async (
  party: Party,
  expectation: IdTokenExpectation,
  run: Run,
): Promise<VerifiedIdToken> => {
  const { id_token, rules } = expectation
  const signed = { jwt: id_token, alg: party.alg }
  const { claims, checks } = await verifySignedJwt(party, ID_TOKEN, signed, run)
  return {
    checks: runRules(rules, subjectOf(party, expectation, claims), { ...run, before: checks }),
    claims: claims as IdTokenClaims,
  }
}
