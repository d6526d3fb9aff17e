import {
  CLIENT_AUTHENTICATION_METHODS,
  HMAC_ALGORITHMS,
  type HmacAlgorithm,
  parseResponseType,
  RESPONSE_MODES,
  RESPONSE_TYPES,
  type ResponseType,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from '@gryphon/protocol'
import { OWN_ALGORITHMS } from '../keys/create.ts'
import type { Client } from '../model/client.ts'
import { publicJwks } from './key-set.ts'
import {
  anyStrings,
  httpsUri,
  type Kind,
  listOf,
  oneOf,
  scope,
  scopeOrList,
  seconds,
  text,
  webUri,
  webUriWithoutFragment,
  yesOrNo,
} from './value.ts'

/** One metadata value: what it must be, and where that is said. */
export interface Row<Value> extends Kind<Value> {
  readonly section: string
}

const row = <Value>(kind: Kind<Value>, section: string): Row<Value> => ({ ...kind, section })

const SIGNED_BY_CLIENTS = Object.keys(SIGNING_ALGORITHMS) as readonly SigningAlgorithm[]
const SIGNED_BY_SECRET = Object.keys(HMAC_ALGORITHMS) as readonly HmacAlgorithm[]

const responseType: Kind<ResponseType> = {
  expected: `one of ${RESPONSE_TYPES.join(', ')}`,
  words: RESPONSE_TYPES,
  parse: (value) => (typeof value === 'string' ? parseResponseType(value) : undefined),
}

/** Metadata that a client may say of itself. What is not a row is not understood, and ignored (RFC 7591 §2). */
// biome-ignore format: a table
export const METADATA = {
  redirect_uris:                         row(anyStrings, 'Dynamic Registration §2'),
  response_types:                        row(listOf(responseType), 'Dynamic Registration §2'),
  grant_types:                           row(listOf(text), 'Dynamic Registration §2'),
  application_type:                      row(oneOf(['web', 'native']), 'Dynamic Registration §2'),
  contacts:                              row(listOf(text), 'Dynamic Registration §2'),
  client_name:                           row(text, 'Dynamic Registration §2'),
  client_uri:                            row(webUri, 'Dynamic Registration §2'),
  logo_uri:                              row(webUri, 'Dynamic Registration §2'),
  policy_uri:                            row(webUri, 'Dynamic Registration §2'),
  tos_uri:                               row(webUri, 'Dynamic Registration §2'),
  jwks_uri:                              row(webUri, 'Dynamic Registration §2'),
  jwks:                                  row(publicJwks, 'Dynamic Registration §2'),
  sector_identifier_uri:                 row(httpsUri, 'Dynamic Registration §5'),
  subject_type:                          row(oneOf(['public', 'pairwise']), 'Core §8'),
  id_token_signed_response_alg:          row(oneOf(OWN_ALGORITHMS), 'Dynamic Registration §2'),
  userinfo_signed_response_alg:          row(oneOf(OWN_ALGORITHMS), 'Dynamic Registration §2'),
  request_object_signing_alg:            row(oneOf(SIGNED_BY_CLIENTS), 'Dynamic Registration §2'),
  token_endpoint_auth_method:            row(oneOf(CLIENT_AUTHENTICATION_METHODS), 'Core §9'),
  token_endpoint_auth_signing_alg:       row(oneOf([...SIGNED_BY_CLIENTS, ...SIGNED_BY_SECRET]), 'Core §9'),
  default_max_age:                       row(seconds, 'Dynamic Registration §2'),
  require_auth_time:                     row(yesOrNo, 'Dynamic Registration §2'),
  default_acr_values:                    row(listOf(text), 'Dynamic Registration §2'),
  initiate_login_uri:                    row(httpsUri, 'Core §4'),
  request_uris:                          row(listOf(httpsUri), 'Dynamic Registration §2'),
  scope:                                 row(scope, 'RFC 7591 §2'),
  software_id:                           row(text, 'RFC 7591 §2'),
  software_version:                      row(text, 'RFC 7591 §2'),
  require_signed_request_object:         row(yesOrNo, 'RFC 9101 §10.5'),
  require_pushed_authorization_requests: row(yesOrNo, 'RFC 9126 §6'),
  post_logout_redirect_uris:             row(anyStrings, 'RP-Initiated Logout §3.1'),
  frontchannel_logout_uri:               row(webUriWithoutFragment, 'Front-Channel Logout §2'),
  frontchannel_logout_session_required:  row(yesOrNo, 'Front-Channel Logout §2'),
  backchannel_logout_uri:                row(webUriWithoutFragment, 'Back-Channel Logout §2.2'),
  backchannel_logout_session_required:   row(yesOrNo, 'Back-Channel Logout §2.2'),
} as const satisfies Rows

/** The same, and what only the operator says of a client. */
// biome-ignore format: a table
export const OPERATOR_METADATA = {
  ...METADATA,
  scope:              row(scopeOrList, 'RFC 7591 §2'),
  response_modes:     row(listOf(oneOf(RESPONSE_MODES)), 'client setting response_modes'),
  require_pkce:       row(yesOrNo, 'client setting require_pkce'),
  assertion_audience: row(oneOf(['any', 'issuer']), 'client setting assertion_audience'),
  introspects:        row(listOf(text), 'client setting introspects'),
  trusted:            row(yesOrNo, 'client setting trusted'),
} as const satisfies Rows

type Rows = { readonly [Name in keyof Client]?: Row<NonNullable<Client[Name]>> }

/** Metadata as they were read: each checked, none filled in. */
export type GivenMetadata = {
  readonly [Name in keyof typeof OPERATOR_METADATA]?: NonNullable<Client[Name]>
} & Pick<Client, 'localized'>

/** What people read, and may be said in several languages (Dynamic Registration §2.1). */
export const LOCALIZABLE = [
  'client_name',
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
] as const

/** Every name by which an operator describes a client; those that people read may have a language: `client_name#fr`. */
export const CLIENT_METADATA_NAMES: readonly string[] = [
  'client_id',
  'client_secret',
  ...Object.keys(OPERATOR_METADATA),
]

/**
 * Metadata that ask for a protection which this OP does not have. To ignore them would be to promise it, so a client that
 * asks is refused; `false` asks for nothing.
 */
export const PROTECTIONS_LACKING: readonly string[] = [
  'id_token_encrypted_response_alg',
  'id_token_encrypted_response_enc',
  'userinfo_encrypted_response_alg',
  'userinfo_encrypted_response_enc',
  'request_object_encryption_alg',
  'request_object_encryption_enc',
  'authorization_signed_response_alg',
  'authorization_encrypted_response_alg',
  'authorization_encrypted_response_enc',
  'tls_client_certificate_bound_access_tokens',
  'dpop_bound_access_tokens',
]
