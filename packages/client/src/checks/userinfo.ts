import { examineAud, examineExp, type JwtClaimsSubject } from './jwt-claims.ts'
import { type Finding, matches, type Rule } from './rule.ts'

/** What a UserInfo Response came as. */
export interface UserinfoForm {
  /** Without its parameters, in lower case. */
  readonly content_type: string | undefined
  readonly expected: 'application/json' | 'application/jwt'
}

/** The claims of a UserInfo Response, beside what they must say. */
export interface UserinfoSubject extends JwtClaimsSubject {
  readonly iss: string
  readonly expected_sub: string
}

/** What was registered is what comes: a JWT, or JSON that nobody has signed. */
export const USERINFO_FORM_RULES: readonly Rule<UserinfoForm>[] = [
  {
    check: 'content_type',
    section: 'Core §5.3.2',
    examine: ({ content_type, expected }) =>
      matches('content_type', { expected, found: content_type, presence: 'required' }),
  },
]

const examineIfPresent = (subject: UserinfoSubject): Finding =>
  subject.claims.exp === undefined ? { outcome: 'absent' } : examineExp('userinfo_expired')(subject)

/** Who it is about (Core §5.3.2, §16.11): the first thing that holds for every UserInfo Response. */
export const USERINFO_RULES: readonly Rule<UserinfoSubject>[] = [
  {
    check: 'sub',
    section: 'Core §5.3.2',
    examine: ({ claims, expected_sub }) =>
      matches('sub', { expected: expected_sub, found: claims.sub, presence: 'required' }),
  },
]

/** A signed one also says who made it, and for whom (Core §5.3.2). */
// biome-ignore format: a table
export const SIGNED_USERINFO_RULES: readonly Rule<UserinfoSubject>[] = [
  { check: 'iss', section: 'Core §5.3.2', examine: ({ claims, iss }) => matches('iss', { expected: iss, found: claims.iss, presence: 'required' }) },
  { check: 'aud', section: 'Core §5.3.2', examine: examineAud },
  { check: 'exp', section: 'RFC 7519 §4.1.4', examine: examineIfPresent },
  ...USERINFO_RULES,
]
