import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose'
import type { Check } from './check.ts'
import type { IdTokenSubject } from './checks/id-token.ts'
import { asText, matches, type Rule } from './checks/rule.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import { ClientError } from './errors.ts'
import { parseJsonObject } from './json.ts'
import type { IdTokenClaims } from './login.ts'
import type { Party } from './party.ts'

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

interface HeaderSubject {
  readonly header: ProtectedHeaderParameters
  readonly alg: string
}

/**
 * What is looked at before any key is: never what the token itself would like (Core §3.1.3.7, 7;
 * RFC 8725 §3.1).
 */
const HEADER_RULES: readonly Rule<HeaderSubject>[] = [
  {
    check: 'alg',
    section: 'Core §3.1.3.7, 7',
    examine: ({ header, alg }) =>
      matches('alg', { expected: alg, found: header.alg, presence: 'required' }),
  },
  {
    check: 'crit',
    section: 'RFC 7515 §4.1.11',
    examine: ({ header }) =>
      header.crit === undefined
        ? { outcome: 'absent' }
        : { outcome: 'failed', code: 'crit_unsupported', found: asText(header.crit) },
  },
]

const malformed = (run: Run, cause?: unknown) =>
  new ClientError('id_token_malformed', 'the ID Token is no signed JWT', {
    section: 'Core §2',
    source: run.source,
    checks: run.before,
    cause,
  })

const parseHeader = (id_token: string, run: Run): ProtectedHeaderParameters => {
  if (id_token.split('.').length !== 3) throw malformed(run)
  try {
    return decodeProtectedHeader(id_token)
  } catch (error) {
    throw malformed(run, error)
  }
}

/** Core §3.1.3.7, 6: verified for the back channel too, where TLS alone would do. */
const SIGNATURE = { check: 'signature', section: 'Core §3.1.3.7, 6' } as const

const checkSignature = async (party: Party, id_token: string, run: Run) => {
  try {
    const { payload, protectedHeader } = await compactVerify(id_token, party.keys.find, {
      algorithms: [party.alg],
    })
    const values = { expected: 'a key of the OP', found: `kid ${protectedHeader.kid ?? 'absent'}` }
    const check: Check = { ...SIGNATURE, ...values, source: run.source, outcome: 'passed' }
    return { payload, checks: [...run.before, check] }
  } catch (error) {
    const check: Check = { ...SIGNATURE, source: run.source, outcome: 'failed' }
    const details = { ...SIGNATURE, source: run.source, checks: [...run.before, check] }
    if (!(error instanceof ClientError))
      throw new ClientError('signature_invalid', 'the signature of the ID Token is not good', {
        ...details,
        cause: error,
      })
    throw new ClientError(error.code, error.message, { ...error, ...details, cause: error })
  }
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
  const header = parseHeader(id_token, run)
  const before = runRules(HEADER_RULES, { header, alg: party.alg }, run)
  const { payload, checks } = await checkSignature(party, id_token, { ...run, before })
  const claims = parseJsonObject(new TextDecoder().decode(payload))
  if (claims === undefined) throw malformed({ ...run, before: checks })
  return {
    checks: runRules(rules, subjectOf(party, expectation, claims), { ...run, before: checks }),
    claims: claims as IdTokenClaims,
  }
}
