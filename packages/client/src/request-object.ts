import { base64url, wordsOf } from '@gryphon/protocol'
import { SignJWT } from 'jose'
import { ClientError } from './errors.ts'
import type { Party } from './party.ts'
import { asForm, type FormParameters, type RequestParameters } from './request-parameters.ts'

/** How long a request object is good for, in seconds: the browser brings it at once. */
const LIFETIME = 300

/** Whether requests are signed: where there is a key for it, or the OP takes no others (RFC 9101 §10.5). */
export const requiresRequestObject = ({ client, op }: Party): boolean =>
  client.request_object_signing_key !== undefined || op.require_signed_request_object === true

const signerOf = ({ client }: Party) => {
  const { request_object_signing_key: key, request_object_signing_alg } = client
  if (key === undefined)
    throw new ClientError(
      'configuration_invalid',
      'the OP takes signed requests only: request_object_signing_key is needed',
      { section: 'RFC 9101 §10.5' },
    )
  const jwk = 'kty' in key ? key : undefined
  const alg = request_object_signing_alg ?? jwk?.alg
  if (alg === undefined)
    throw new ClientError('configuration_invalid', 'request_object_signing_alg is needed', {
      section: 'RFC 7515 §4.1.1',
    })
  return { key, alg, kid: jwk?.kid }
}

/** What stays readable outside: OpenID Connect wants its own beside the `client_id` (Core §6.1, RFC 9101 §5). */
const outside = ({ client_id, response_type, scope }: RequestParameters): RequestParameters =>
  wordsOf(String(scope)).includes('openid') ? { client_id, response_type, scope } : { client_id }

/**
 * The request as a signed object, by value (RFC 9101 §4, §5): good for one OP, for a short time, and told apart from any
 * other JWT by its `typ` (§10.8).
 */
export const signRequest = async (
  party: Party,
  parameters: RequestParameters,
): Promise<FormParameters> => {
  const { key, alg, kid } = signerOf(party)
  const now = party.now()
  const request = await new SignJWT({ ...parameters, jti: base64url(party.random(16)) })
    .setProtectedHeader({ alg, typ: 'oauth-authz-req+jwt', ...(kid && { kid }) })
    .setIssuer(party.client.client_id)
    .setAudience(party.op.issuer)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + LIFETIME)
    .sign(key)
  return { ...asForm(outside(parameters)), request }
}
