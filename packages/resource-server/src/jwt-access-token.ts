import type { SigningAlgorithm } from '@gryphon/protocol'
import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose'
import { AccessError, type AccessErrorCode } from './errors.ts'
import { type JsonObject, parseJsonObject } from './fetch-json.ts'
import type { FindKey } from './key-set.ts'

/** How the signature of a token is looked at. */
export interface SignatureExpectation {
  readonly algorithms: readonly SigningAlgorithm[]
  readonly findKey: FindKey
}

/** RFC 9068 §4. */
const TYPES = ['at+jwt', 'application/at+jwt']

const invalidToken = (
  code: AccessErrorCode,
  description: string,
  details: { readonly expected?: string; readonly found?: string; readonly cause?: unknown } = {},
) =>
  new AccessError(code, description, {
    status: 401,
    error: 'invalid_token',
    section: 'RFC 9068 §4',
    ...details,
  })

const malformed = (cause?: unknown) =>
  invalidToken('token_malformed', 'the access token is no signed JWT', { cause })

const parseHeader = (token: string): ProtectedHeaderParameters => {
  if (token.split('.').length !== 3) throw malformed()
  try {
    return decodeProtectedHeader(token)
  } catch (error) {
    throw malformed(error)
  }
}

const checkHeader = (header: ProtectedHeaderParameters, algorithms: readonly string[]) => {
  const { typ = '', alg = '', crit } = header
  if (!TYPES.includes(typ.toLowerCase()))
    throw invalidToken('typ_mismatch', 'the JWT is no access token', {
      expected: 'at+jwt',
      found: typ,
    })
  if (!algorithms.includes(alg))
    throw invalidToken('alg_refused', 'the signing algorithm is not accepted', {
      expected: algorithms.join(' '),
      found: alg,
    })
  if (crit !== undefined)
    throw invalidToken('crit_unsupported', 'the JWT asks for something that is not understood')
}

const verifySignature = async (token: string, { algorithms, findKey }: SignatureExpectation) => {
  try {
    const { payload } = await compactVerify(token, findKey, { algorithms: [...algorithms] })
    return payload
  } catch (error) {
    if (error instanceof AccessError) throw error
    throw invalidToken('signature_invalid', 'the signature of the access token is not good', {
      cause: error,
    })
  }
}

/**
 * The claims of a JWT access token whose header and signature are good (RFC 9068 §4). Throws
 * `AccessError`.
 */
export const verifyJwtAccessToken = async (
  token: string,
  expectation: SignatureExpectation,
): Promise<JsonObject> => {
  checkHeader(parseHeader(token), expectation.algorithms)
  const payload = await verifySignature(token, expectation)
  const claims = parseJsonObject(new TextDecoder().decode(payload))
  if (claims === undefined) throw malformed()
  return claims
}
