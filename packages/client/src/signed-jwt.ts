import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose'
import type { Check } from './check.ts'
import { asText, matches, type Rule } from './checks/rule.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { type JsonObject, parseJsonObject } from './json.ts'
import type { Party } from './party.ts'

/** A header of a JWT, beside the one algorithm that it may have. */
export interface HeaderSubject {
  readonly header: ProtectedHeaderParameters
  readonly alg: string
}

/** One kind of JWT that an OP signs, and what it is called when it fails. */
export interface JwtKind {
  /** In words, as `ID Token`. */
  readonly name: string
  /** Where it is defined, as `Core §2`. */
  readonly section: string
  /** The section that says when it is encrypted; `section` when left out. */
  readonly encryption_section?: string
  /** What it fails by when it cannot be read. */
  readonly malformed: ClientErrorCode
  /** The section that says which `alg` it has, as `Core §3.1.3.7, 7`. */
  readonly alg_section: string
  /** The section that says that its signature is verified. */
  readonly signature_section: string
  /** What else its header must say (RFC 8725 §3.11). */
  readonly header_rules: readonly Rule<HeaderSubject>[]
}

/** A JWT whose signature is good; nothing that it says has been looked at. */
export interface VerifiedJwt {
  readonly claims: JsonObject
  readonly checks: readonly Check[]
}

/**
 * What is looked at before any key is: never what the JWT itself would like (RFC 8725 §3.1).
 */
const headerRules = ({ alg_section, header_rules }: JwtKind): readonly Rule<HeaderSubject>[] => [
  {
    check: 'alg',
    section: alg_section,
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
  ...header_rules,
]

const malformed = (kind: JwtKind, run: Run, cause?: unknown) =>
  new ClientError(kind.malformed, `the ${kind.name} is no signed JWT`, {
    section: kind.section,
    source: run.source,
    checks: run.before,
    cause,
  })

const parseHeader = (kind: JwtKind, jwt: string, run: Run): ProtectedHeaderParameters => {
  if (jwt.split('.').length !== 3) throw malformed(kind, run)
  try {
    return decodeProtectedHeader(jwt)
  } catch (error) {
    throw malformed(kind, run, error)
  }
}

const checkSignature = async (
  { keys }: Pick<Party, 'keys'>,
  { name, signature_section }: JwtKind,
  { jwt, alg }: { readonly jwt: string; readonly alg: string },
  run: Run,
) => {
  const signature = { check: 'signature', section: signature_section, source: run.source } as const
  try {
    const { payload, protectedHeader } = await compactVerify(jwt, keys.find, { algorithms: [alg] })
    const values = { expected: 'a key of the OP', found: `kid ${protectedHeader.kid ?? 'absent'}` }
    const check: Check = { ...signature, ...values, outcome: 'passed' }
    return { payload, checks: [...run.before, check] }
  } catch (error) {
    const check: Check = { ...signature, outcome: 'failed' }
    const details = { ...signature, checks: [...run.before, check] }
    if (!(error instanceof ClientError))
      throw new ClientError('signature_invalid', `the signature of the ${name} is not good`, {
        ...details,
        cause: error,
      })
    throw new ClientError(error.code, error.message, { ...error, ...details, cause: error })
  }
}

/**
 * Verifies a JWT that the OP signed with this `alg`: header, then signature. Throws `ClientError`
 * with the checks made until then.
 */
export const verifySignedJwt = async (
  party: Pick<Party, 'keys'>,
  kind: JwtKind,
  signed: { readonly jwt: string; readonly alg: string },
  run: Run,
): Promise<VerifiedJwt> => {
  const header = parseHeader(kind, signed.jwt, run)
  const before = runRules(headerRules(kind), { header, alg: signed.alg }, run)
  const { payload, checks } = await checkSignature(party, kind, signed, { ...run, before })
  const claims = parseJsonObject(new TextDecoder().decode(payload))
  if (claims === undefined) throw malformed(kind, { ...run, before: checks })
  return { claims, checks }
}
