import type { SigningAlgorithm } from '@gryphon/protocol'
import { base64url, type JWTHeaderParameters } from 'jose'
import type { Check } from './check.ts'
import { asText, matches, type Rule } from './checks/rule.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { type JsonObject, parseJsonObject } from './json.ts'
import type { Party } from './party.ts'
import { hasSignatureOf, type ParsedJws, parseJws } from './verify-jws.ts'

/** A header of a JWT, beside the one algorithm that it may have. */
export interface HeaderSubject {
  readonly header: JWTHeaderParameters
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

const malformed = (kind: JwtKind, run: Run) =>
  new ClientError(kind.malformed, `the ${kind.name} is no signed JWT`, {
    section: kind.section,
    source: run.source,
    checks: run.before,
  })

const UTF8 = new TextDecoder()

interface Parsed extends ParsedJws {
  readonly json: JWTHeaderParameters
}

/** An OP has one header for each of its keys: those under which a signature was good are known again. */
const MOST_HEADERS = 64
const known = new Map<string, JWTHeaderParameters>()

const remember = ({ header, json }: Parsed) => {
  if (known.size >= MOST_HEADERS) known.clear()
  known.set(header, json)
}

const parseHeader = (header: string): JWTHeaderParameters | undefined => {
  try {
    const json: unknown = parseJsonObject(UTF8.decode(base64url.decode(header)))
    return json as JWTHeaderParameters | undefined
  } catch {
    return undefined
  }
}

const parse = (kind: JwtKind, jwt: string, run: Run): Parsed => {
  const jws = parseJws(jwt)
  const json = jws && (known.get(jws.header) ?? parseHeader(jws.header))
  if (jws === undefined || json === undefined) throw malformed(kind, run)
  return { ...jws, json }
}

/** The two ways to fail: no key for it, whose reason stays, or a key that did not sign it. */
const failed = (error: unknown, kind: JwtKind, check: Check, run: Run) => {
  const details = { ...check, checks: [...run.before, check] }
  if (error instanceof ClientError)
    return new ClientError(error.code, error.message, { ...error, ...details, cause: error })
  const message = `the signature of the ${kind.name} is not good`
  return new ClientError('signature_invalid', message, { ...details, cause: error })
}

const checkSignature = async (
  { keys }: Pick<Party, 'keys'>,
  kind: JwtKind,
  { parsed, alg }: { readonly parsed: Parsed; readonly alg: SigningAlgorithm },
  run: Run,
): Promise<readonly Check[]> => {
  const { source, before } = run
  const signature = { check: 'signature', section: kind.signature_section, source } as const
  try {
    const key = keys.find(parsed.json)
    if (await hasSignatureOf(key instanceof Promise ? await key : key, alg, parsed)) {
      remember(parsed)
      const values = { expected: 'a key of the OP', found: `kid ${parsed.json.kid ?? 'absent'}` }
      return [...before, { ...signature, ...values, outcome: 'passed' }]
    }
  } catch (error) {
    throw failed(error, kind, { ...signature, outcome: 'failed' }, run)
  }
  throw failed(undefined, kind, { ...signature, outcome: 'failed' }, run)
}

/**
 * Verifies a JWT that the OP signed with this `alg`: header, then signature. Throws `ClientError`
 * with the checks made until then.
 */
export const verifySignedJwt = async (
  party: Pick<Party, 'keys'>,
  kind: JwtKind,
  { jwt, alg }: { readonly jwt: string; readonly alg: SigningAlgorithm },
  run: Run,
): Promise<VerifiedJwt> => {
  const parsed = parse(kind, jwt, run)
  const before = runRules(headerRules(kind), { header: parsed.json, alg }, run)
  const checks = await checkSignature(party, kind, { parsed, alg }, { ...run, before })
  const claims = parseJsonObject(UTF8.decode(parsed.payload))
  if (claims === undefined) throw malformed(kind, { ...run, before: checks })
  return { claims, checks }
}
