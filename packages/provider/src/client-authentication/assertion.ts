import { errorText, isHmacAlgorithm, JWT_BEARER, TokenError } from '@gryphon/protocol'
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'
import type { Presented } from './method.ts'

const CLOCK_TOLERANCE = 30
/** The longest life of an assertion, in seconds: its `jti` must be remembered as long. */
const LONGEST_LIFE = 60 * 60

const refuse = (description: string) => new TokenError('invalid_client', description, 'Core §9')

/** What an assertion is made with: a key of the client alone, or the secret that both sides have. */
export type Signer = 'key' | 'secret'

/**
 * The assertion of a request (RFC 7523 §2.2), if it has one of this kind. Which kind it is, its `alg` says; whether the client
 * may use that kind is for its registration, so an HMAC is never checked with a public key (RFC 8725 §2.1, §3.1).
 */
export function presentedAssertion(parameters: Parameters, signer: Signer): Presented | undefined {
  const proof = parameters.get('client_assertion')
  if (proof === undefined || signerOf(proof) !== signer) return undefined
  if (parameters.get('client_assertion_type') !== JWT_BEARER)
    throw new TokenError('invalid_request', 'client_assertion_type is wrong', 'RFC 7523 §2.2')
  const client_id = issuerOfAssertion(proof)
  const said = parameters.get('client_id')
  if (said !== undefined && said !== client_id)
    throw refuse('client_id is not the issuer of client_assertion')
  return { client_id, proof }
}

function signerOf(proof: string): Signer {
  try {
    return isHmacAlgorithm(decodeProtectedHeader(proof).alg) ? 'secret' : 'key'
  } catch {
    return 'key'
  }
}

function issuerOfAssertion(proof: string): string {
  try {
    return String(decodeJwt(proof).iss ?? '')
  } catch {
    throw refuse('client_assertion is not a JWT')
  }
}

/** Verifies the signature, and what the options ask for. */
export type VerifySignature = (
  options: JWTVerifyOptions,
) => Promise<{ readonly payload: JWTPayload }>

/** Core §9, RFC 7523 §3: a JWT of this client, for this OP, in time, and used once. Throws `TokenError`. */
export async function checkAssertion(
  op: Op,
  client: Client,
  verify: VerifySignature,
): Promise<void> {
  const claims = await verifiedClaims(op, client, verify)
  const ours = audiences(op)
  if (![claims.aud].flat().every((audience) => audience !== undefined && ours.includes(audience)))
    throw refuse('aud of client_assertion names someone else too')
  if (client.assertion_audience === 'issuer' && claims.aud !== op.issuer)
    throw refuse('aud of client_assertion must be the issuer alone, as text')
  await checkFirstUse(claims, client, op)
}

/** An assertion is meant for this OP when it names its issuer or one of the endpoints it is sent to (Core §9, RFC 7523 §3). */
const audiences = ({ issuer }: Op) => [
  issuer,
  ...['token', 'revoke', 'introspect', 'par'].map((name) => `${issuer}/oauth/${name}`),
]

async function verifiedClaims(
  op: Op,
  { client_id }: Client,
  verify: VerifySignature,
): Promise<JWTPayload> {
  try {
    const { payload } = await verify({
      issuer: client_id,
      subject: client_id,
      audience: audiences(op),
      requiredClaims: ['exp', 'jti'],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(op.now() * 1000),
    })
    return payload
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Whatever fails here, fails for what the client sent or published: its assertion, or a key that is none. */
function refusalOf(error: unknown): TokenError {
  if (error instanceof TokenError) return error
  return refuse(
    error instanceof errors.JOSEError
      ? `client_assertion is refused: ${errorText(error.message).slice(0, 200)}`
      : 'client_assertion names a key of the client that cannot be used',
  )
}

async function checkFirstUse({ jti, exp }: JWTPayload, { client_id }: Client, op: Op) {
  if (typeof jti !== 'string' || jti.length > 512)
    throw refuse('jti of client_assertion is not usable')
  const now = op.now()
  // A NumericDate may have a fraction (RFC 7519 §2); ours are whole.
  const expires_at = Math.ceil(exp ?? now) + CLOCK_TOLERANCE
  if (expires_at - now > LONGEST_LIFE) throw refuse('client_assertion lives for too long')
  const key = `client_assertion ${client_id} ${jti}`
  if ((await op.store.claimOnce(op.tenant.tenant_id, key, now, expires_at)) === 'again')
    throw refuse('client_assertion was used before')
}
