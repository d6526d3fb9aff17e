import type { SigningAlgorithm } from '@gryphon/protocol'
import { base64url, compactVerify, type JWTHeaderParameters } from 'jose'
import { type AccessError, type AccessErrorCode, invalidToken, valueText } from '../errors.ts'
import { type JsonObject, parseJsonObject } from '../fetch-json.ts'
import type { FindKey } from '../issuer/key-set.ts'

/** A signed JWT, taken apart; nothing of it is checked, and nothing of it may be believed yet. */
export interface ParsedJwt {
  readonly header: JsonObject
  readonly claims: JsonObject
}

/** How the signature of a token is looked at. */
export interface SignatureExpectation {
  readonly algorithms: readonly SigningAlgorithm[]
  readonly typ: 'at+jwt' | 'untyped'
  readonly findKey: FindKey
}

const SECTION = 'RFC 9068 §4'

const refuse = (
  code: AccessErrorCode,
  description: string,
  details: { readonly section?: string; readonly expected?: string; readonly found?: unknown } = {},
) => {
  const { section = SECTION, expected, found } = details
  return invalidToken(code, description, { section, expected, found: valueText(found) })
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

const parsePart = (part: string): JsonObject | undefined => {
  try {
    return parseJsonObject(UTF8.decode(base64url.decode(part)))
  } catch {
    return undefined
  }
}

/** The same few headers come again and again: one for each key. */
const MOST_HEADERS = 64
const headers = new Map<string, JsonObject>()

const parseHeader = (part: string): JsonObject | undefined => {
  const known = headers.get(part)
  if (known !== undefined) return known
  const header = parsePart(part)
  if (header === undefined) return undefined
  if (headers.size >= MOST_HEADERS) headers.clear()
  headers.set(part, header)
  return header
}

/** Three parts in base64url, without padding and white space (RFC 7515 §2, §3.1); without a signature the last is empty. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.[\w-]*$/

/** A signed JWT in compact form, taken apart (RFC 7519 §7.2); `undefined` for any other text. */
export const parseJwt = (token: string): ParsedJwt | undefined => {
  const [, head, payload = ''] = COMPACT.exec(token) ?? []
  if (head === undefined) return undefined
  const header = parseHeader(head)
  const claims = parsePart(payload)
  return header === undefined || claims === undefined ? undefined : { header, claims }
}

/** A token that is no JWT, where only JWTs are accepted. */
export const malformed = (): AccessError =>
  refuse('token_malformed', 'the access token is no signed JWT', {
    expected: 'a signed JWT, as introspection is not configured for other tokens',
  })

/** RFC 9068 §4; and what tells nothing of a JWT (RFC 7519 §5.1). */
const TYPES = {
  'at+jwt': ['at+jwt', 'application/at+jwt'],
  untyped: ['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt', undefined],
} as const satisfies Record<SignatureExpectation['typ'], readonly (string | undefined)[]>

/** RFC 7515 §4.1.9: compared without regard to case. */
const isOfType = (typ: unknown, expected: SignatureExpectation['typ']) => {
  const type = typeof typ === 'string' ? typ.toLowerCase() : typ
  return TYPES[expected].some((accepted) => accepted === type)
}

/** Throws `AccessError` unless the header is one that this issuer's access tokens have. */
const checkHeader = (
  { typ, alg, crit, kid }: JsonObject,
  { algorithms, typ: expected }: SignatureExpectation,
) => {
  if (!isOfType(typ, expected))
    throw refuse('typ_mismatch', 'the JWT is no access token', { expected: 'at+jwt', found: typ })
  if (!algorithms.includes(alg as SigningAlgorithm))
    throw refuse('alg_refused', 'the signing algorithm is not accepted', {
      expected: algorithms.join(' '),
      found: alg,
    })
  if (crit !== undefined)
    throw refuse('crit_unsupported', 'the JWT asks for something that is not understood', {
      section: 'RFC 7515 §4.1.11',
    })
  if (kid !== undefined && typeof kid !== 'string')
    throw refuse('kid_malformed', 'kid is no text', { section: 'RFC 7515 §4.1.4' })
}

/**
 * Checks header and signature of a JWT access token (RFC 9068 §4); then its claims may be believed.
 * Throws `AccessError`.
 */
export const checkSignature = async (
  token: string,
  { header }: ParsedJwt,
  expectation: SignatureExpectation,
): Promise<void> => {
  checkHeader(header, expectation)
  const found = expectation.findKey(header as unknown as JWTHeaderParameters)
  const key = found instanceof Promise ? await found : found
  try {
    await compactVerify(token, key)
  } catch (cause) {
    throw invalidToken('signature_invalid', 'the signature of the access token is not good', {
      section: SECTION,
      cause,
    })
  }
}
