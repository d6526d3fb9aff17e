import { isSigningAlgorithm, JWT_BEARER, SIGNING_ALGORITHMS, TokenError } from '@gryphon/protocol'
import { decodeJwt, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'
import { clientKeys } from './client-keys.ts'
import type { AuthenticationMethod } from './method.ts'

const SECTION = 'Core §9'
const CLOCK_TOLERANCE = 30
/** The longest life of an assertion, in seconds: its `jti` must be remembered as long. */
const LONGEST_LIFE = 60 * 60

const refuse = (description: string) => new TokenError('invalid_client', description, SECTION)

/** Core §9, RFC 7523 §3: a JWT signed with a key that the client has registered, used once. */
export const privateKeyJwt: AuthenticationMethod = {
  method: 'private_key_jwt',
  presented(_, parameters) {
    const proof = parameters.get('client_assertion')
    if (proof === undefined) return undefined
    if (parameters.get('client_assertion_type') !== JWT_BEARER)
      throw new TokenError('invalid_request', 'client_assertion_type is wrong', 'RFC 7523 §2.2')
    const client_id = issuerOfAssertion(proof)
    const said = parameters.get('client_id')
    if (said !== undefined && said !== client_id)
      throw refuse('client_id is not the issuer of client_assertion')
    return { client_id, proof }
  },
  async check(proof, client, op) {
    const claims = await verify(proof, client, op)
    await checkFirstUse(claims, client, op)
  },
}

function issuerOfAssertion(proof: string): string {
  try {
    return String(decodeJwt(proof).iss ?? '')
  } catch {
    throw refuse('client_assertion is not a JWT')
  }
}

/** An assertion is meant for this OP when it names its issuer or one of the endpoints it is sent to (Core §9, RFC 7523 §3). */
const audiences = ({ issuer }: Op) => [
  issuer,
  ...['token', 'revoke', 'introspect'].map((name) => `${issuer}/oauth/${name}`),
]

async function verify(proof: string, client: Client, op: Op): Promise<JWTPayload> {
  const options: JWTVerifyOptions = {
    issuer: client.client_id,
    subject: client.client_id,
    audience: audiences(op),
    algorithms: algorithms(client),
    requiredClaims: ['exp', 'jti'],
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(op.now() * 1000),
  }
  try {
    return (await jwtVerify(proof, clientKeys(client, op), options)).payload
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Whatever fails here, fails for what the client sent or published: its assertion, or a key that is none. */
function refusalOf(error: unknown): TokenError {
  if (error instanceof TokenError) return error
  return refuse(
    error instanceof errors.JOSEError
      ? `client_assertion is refused: ${error.message}`
      : 'client_assertion names a key of the client that cannot be used',
  )
}

const algorithms = ({ token_endpoint_auth_signing_alg }: Client) =>
  token_endpoint_auth_signing_alg === undefined
    ? Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm)
    : [token_endpoint_auth_signing_alg]

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
