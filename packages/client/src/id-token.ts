import type { Check } from './check.ts'
import { ID_TOKEN_HEADER_RULES, type IdTokenSubject } from './checks/id-token.ts'
import type { Rule } from './checks/rule.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import { openJwt } from './encrypted-jwt.ts'
import type { IdTokenClaims } from './login.ts'
import type { Party } from './party.ts'
import type { JwtKind } from './signed-jwt.ts'
import type { Transaction } from './transaction.ts'

/** An ID Token, and what it has to say of what. */
export interface IdTokenExpectation {
  readonly id_token: string
  readonly rules: readonly Rule<IdTokenSubject>[]
  readonly nonce: string | undefined
  readonly max_age: number | undefined
  /** Whether `auth_time` was asked for as essential (Core §5.5.1). */
  readonly essential_auth_time?: boolean | undefined
  /** The values of an essential `acr`, none of them when any will do (Core §5.5.1.1). */
  readonly essential_acr?: readonly string[] | undefined
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
  encryption_section: 'Core §3.1.3.7, 1',
  alg_section: 'Core §3.1.3.7, 7',
  signature_section: 'Core §3.1.3.7, 6',
  header_rules: ID_TOKEN_HEADER_RULES,
}

/** What an ID Token of this login has to say, whichever channel it comes by. */
export const expectationOf = ({
  nonce,
  max_age,
  started_at,
  essential_acr,
  essential_auth_time,
}: Transaction) => ({ nonce, max_age, started_at, essential_acr, essential_auth_time })

const subjectOf = (
  party: Party,
  expectation: IdTokenExpectation,
  claims: IdTokenSubject['claims'],
): IdTokenSubject => {
  const { nonce, max_age, started_at, hashes, essential_acr } = expectation
  const isAsked =
    max_age !== undefined ||
    expectation.essential_auth_time === true ||
    party.client.require_auth_time === true
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
    essential_acr,
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
  const given = { jwt: id_token, protection: party.protection.id_token }
  const { claims, checks } = await openJwt(party, ID_TOKEN, given, run)
  return {
    checks: runRules(rules, subjectOf(party, expectation, claims), { ...run, before: checks }),
    claims: claims as IdTokenClaims,
  }
}
