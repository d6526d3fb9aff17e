import { compactVerify, type JWTHeaderParameters } from 'jose'
import type { JsonObject } from '../fetch-json.ts'
import { parseJwt, type SignatureExpectation } from '../token/jwt-access-token.ts'

/** What a signed answer must say (RFC 9701 §5). */
export interface SignedAnswerExpectation {
  readonly issuer: string
  /** The API that asked. */
  readonly client_id: string
  readonly signature: SignatureExpectation
}

/** `Accept` of a question that wants a signed answer (RFC 9701 §4). */
export const SIGNED_ANSWER = 'application/token-introspection+jwt'

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** RFC 9701 §5: `typ` sets it apart from every other JWT of the issuer. */
const checkHeader = ({ typ, alg, crit }: JsonObject, algorithms: readonly string[]) => {
  if (typ !== 'token-introspection+jwt') throw new Error('the answer is a JWT of another type')
  if (!algorithms.some((accepted) => accepted === alg))
    throw new Error('the algorithm of the answer is not accepted')
  if (crit !== undefined) throw new Error('the answer asks for something that is not understood')
}

/** What an issuer says of a token, signed by it for the API that asked (RFC 9701 §5). Throws where it is not. */
export const parseSignedAnswer = async (
  text: string,
  { issuer, client_id, signature }: SignedAnswerExpectation,
): Promise<JsonObject> => {
  const jwt = parseJwt(text)
  if (jwt === undefined) throw new Error('the answer is no signed JWT')
  checkHeader(jwt.header, signature.algorithms)
  await compactVerify(text, await signature.findKey(jwt.header as unknown as JWTHeaderParameters))
  const { iss, aud, token_introspection } = jwt.claims
  if (iss !== issuer) throw new Error('the answer is of another issuer')
  if (![aud].flat().includes(client_id)) throw new Error('the answer is for another API')
  if (!isObject(token_introspection)) throw new Error('the answer says nothing of the token')
  return token_introspection
}
