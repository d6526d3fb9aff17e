import { isSigningAlgorithm, SIGNING_ALGORITHMS } from '@gryphon/protocol'
import { jwtVerify } from 'jose'
import type { Client } from '../model/client.ts'
import { checkAssertion, presentedAssertion } from './assertion.ts'
import { clientKeys } from './client-keys.ts'
import type { AuthenticationMethod } from './method.ts'

/** Core §9, RFC 7523 §3: a JWT signed with a key that the client has registered. */
export const privateKeyJwt: AuthenticationMethod = {
  method: 'private_key_jwt',
  algorithms: Object.keys(SIGNING_ALGORITHMS),
  presented: (_, parameters) => presentedAssertion(parameters, 'key'),
  check: (proof, client, op) =>
    checkAssertion(op, client, (options) =>
      jwtVerify(proof, clientKeys(client, op), { ...options, algorithms: algorithms(client) }),
    ),
}

const algorithms = ({ token_endpoint_auth_signing_alg }: Client) =>
  token_endpoint_auth_signing_alg === undefined
    ? Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm)
    : [token_endpoint_auth_signing_alg].filter(isSigningAlgorithm)
