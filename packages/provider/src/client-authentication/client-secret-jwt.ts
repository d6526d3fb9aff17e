import { HMAC_ALGORITHMS, isHmacAlgorithm, TokenError } from '@gryphon/protocol'
import { jwtVerify } from 'jose'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'
import { checkAssertion, presentedAssertion } from './assertion.ts'
import type { AuthenticationMethod } from './method.ts'

/** Core §9, RFC 7523 §3: a JWT whose HMAC is made with the client's secret. */
export const clientSecretJwt: AuthenticationMethod = {
  method: 'client_secret_jwt',
  algorithms: Object.keys(HMAC_ALGORITHMS),
  presented: (_, parameters) => presentedAssertion(parameters, 'secret'),
  async check(proof, client, op) {
    const secret = Buffer.from(secretOf(client, op))
    await checkAssertion(op, client, (options) =>
      jwtVerify(proof, secret, { ...options, algorithms: algorithms(client, secret.length) }),
    )
  },
}

/** The client's secret, which is kept sealed for this method alone. */
function secretOf({ client_secret_sealed = '' }: Client, { keys }: Op): string {
  const opened = keys.open('client_secret', client_secret_sealed)
  if (opened.outcome === 'invalid')
    throw new TokenError('invalid_client', 'the client has no secret for an HMAC', 'Core §9')
  return String(opened.value)
}

/** Those that the client is registered for, and whose hash is no longer than its secret (RFC 7518 §3.2). */
const algorithms = ({ token_endpoint_auth_signing_alg: registered }: Client, octets: number) =>
  Object.keys(HMAC_ALGORITHMS)
    .filter(isHmacAlgorithm)
    .filter((alg) => registered === undefined || registered === alg)
    .filter((alg) => HMAC_ALGORITHMS[alg].secret_octets <= octets)
