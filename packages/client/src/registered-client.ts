import { isHmacAlgorithm } from '@gryphon/protocol'
import type { ClientAuthentication } from './client-authentication/client-authentication.ts'
import { clientSecretBasic } from './client-authentication/client-secret-basic.ts'
import { clientSecretJwt } from './client-authentication/client-secret-jwt.ts'
import { clientSecretPost } from './client-authentication/client-secret-post.ts'
import { none } from './client-authentication/none.ts'
import { selfSignedTlsClientAuth, tlsClientAuth } from './client-authentication/tls-client-auth.ts'
import { ClientError } from './errors.ts'
import type { ClientMetadata } from './metadata.ts'
import type { Registration } from './registration.ts'

/** What a registration does not say: private keys, and a choice. */
export type Unregistered = Partial<
  Pick<
    ClientMetadata,
    | 'redirect_uri'
    | 'authentication'
    | 'decryption_keys'
    | 'request_object_signing_key'
    | 'request_object_signing_alg'
  >
>

/** What is registered by the name that the metadata have here too. */
const SAME = [
  'id_token_signed_response_alg',
  'id_token_encrypted_response_alg',
  'id_token_encrypted_response_enc',
  'authorization_signed_response_alg',
  'authorization_encrypted_response_alg',
  'authorization_encrypted_response_enc',
  'userinfo_signed_response_alg',
  'userinfo_encrypted_response_alg',
  'userinfo_encrypted_response_enc',
  'request_object_signing_alg',
  'require_pushed_authorization_requests',
  'default_max_age',
  'require_auth_time',
  'frontchannel_logout_session_required',
  'tls_client_certificate_bound_access_tokens',
] as const satisfies readonly (keyof ClientMetadata)[]

const invalid = (message: string, found: string | undefined) =>
  new ClientError('configuration_invalid', message, { section: 'RFC 7591 §3.2.1', found })

const secretOf = ({ client_secret, client_id }: Registration) => {
  if (client_secret !== undefined) return client_secret
  throw invalid('the registration has no client_secret', client_id)
}

/** How a client is authenticated by what its registration says (Core §9, RFC 8705 §2). */
const AUTHENTICATIONS: Readonly<
  Record<string, ((registration: Registration) => ClientAuthentication) | undefined>
> = {
  client_secret_basic: (registration) => clientSecretBasic(secretOf(registration)),
  client_secret_post: (registration) => clientSecretPost(secretOf(registration)),
  client_secret_jwt: (registration) => {
    const { token_endpoint_auth_signing_alg: alg } = registration
    return clientSecretJwt(secretOf(registration), isHmacAlgorithm(alg) ? { alg } : {})
  },
  none,
  tls_client_auth: tlsClientAuth,
  self_signed_tls_client_auth: selfSignedTlsClientAuth,
}

/** RFC 7591 §2: `client_secret_basic` is the default. */
const authenticationOf = (registration: Registration): ClientAuthentication => {
  const { token_endpoint_auth_method: method = 'client_secret_basic' } = registration
  const authenticate = Object.hasOwn(AUTHENTICATIONS, method) ? AUTHENTICATIONS[method] : undefined
  if (authenticate !== undefined) return authenticate(registration)
  throw invalid(`${method} needs authentication beside the registration`, method)
}

/**
 * What `discoverClient` needs of a registered client, from the registration that the application has kept. Throws
 * `configuration_invalid` where a private key is missing.
 *
 * @example
 * const metadata = clientMetadataOf({ client_id, client_secret, redirect_uris: [redirect_uri] })
 */
export const clientMetadataOf = (
  registration: Registration,
  unregistered: Unregistered = {},
): ClientMetadata => {
  const redirect_uri = unregistered.redirect_uri ?? registration.redirect_uris?.[0]
  if (redirect_uri === undefined)
    throw invalid('the registration has no redirect_uris', registration.client_id)
  const same = SAME.filter((name) => (registration[name] ?? undefined) !== undefined)
  return {
    ...Object.fromEntries(same.map((name) => [name, registration[name]])),
    ...unregistered,
    client_id: registration.client_id,
    redirect_uri,
    authentication: unregistered.authentication ?? authenticationOf(registration),
  }
}
