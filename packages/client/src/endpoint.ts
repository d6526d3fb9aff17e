import { ClientError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { Party } from './party.ts'

/** The endpoints that may be missing, by the names of their metadata. */
export type EndpointName =
  | 'token_endpoint'
  | 'userinfo_endpoint'
  | 'revocation_endpoint'
  | 'pushed_authorization_request_endpoint'
  | 'end_session_endpoint'
  | 'registration_endpoint'

/** What is thrown where the metadata have no such endpoint (Discovery §3). */
export const endpointMissing = (name: EndpointName | 'authorization_endpoint'): ClientError =>
  new ClientError('endpoint_missing', `the OP has no ${name}`, {
    section: 'Discovery §3',
    expected: name,
  })

const TLS_METHODS: readonly string[] = ['tls_client_auth', 'self_signed_tls_client_auth']

/** Where a browser is sent, which has no such certificate (RFC 8705 §5). */
const FOR_BROWSERS: readonly EndpointName[] = ['end_session_endpoint']

/** Whether requests need the client's certificate: to say who it is, or to bind tokens to it. */
const presentsCertificate = ({ client }: Pick<Party, 'client'>) =>
  client.tls_client_certificate_bound_access_tokens === true ||
  TLS_METHODS.includes(client.authentication.method)

/**
 * Where the OP is asked: its alias for mutual TLS where this client presents a certificate and the OP has one (RFC 8705
 * §5). Throws `endpoint_missing`.
 */
export const endpointOf = (party: Pick<Party, 'client' | 'op'>, name: EndpointName): string => {
  const aliases = party.op.mtls_endpoint_aliases as JsonObject | undefined
  const hasAlias = presentsCertificate(party) && !FOR_BROWSERS.includes(name)
  const url = (hasAlias ? aliases?.[name] : undefined) ?? party.op[name]
  if (typeof url === 'string') return url
  throw endpointMissing(name)
}
