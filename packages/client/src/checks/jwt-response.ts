import { examineAud, examineExp, examineStart, type JwtClaimsSubject } from './jwt-claims.ts'
import { matches, type Rule } from './rule.ts'

/** The claims of a response in JWT form whose signature is good, beside what they must say. */
export interface JwtResponseSubject extends JwtClaimsSubject {
  readonly iss: string
}

/** A response in JWT form is of this OP, for this client, and fresh (JARM §2.1, §2.4). */
// biome-ignore format: a table
export const JWT_RESPONSE_RULES: readonly Rule<JwtResponseSubject>[] = [
  { check: 'iss', section: 'JARM §2.4',       examine: ({ claims, iss }) => matches('iss', { expected: iss, found: claims.iss, presence: 'required' }) },
  { check: 'aud', section: 'JARM §2.4',       examine: examineAud },
  { check: 'exp', section: 'JARM §2.4',       examine: examineExp('response_expired') },
  { check: 'nbf', section: 'RFC 7519 §4.1.5', examine: examineStart('nbf', 'if_present', 'response_not_yet_valid') },
  { check: 'iat', section: 'RFC 7519 §4.1.6', examine: examineStart('iat', 'if_present', 'response_not_yet_valid') },
]
