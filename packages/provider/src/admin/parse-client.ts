import {
  CLIENT_AUTHENTICATION_METHODS,
  RESPONSE_TYPES,
  requiredGrantTypes,
  STANDARD_SCOPES,
} from '@gryphon/protocol'
import { isOwnAlgorithm, OWN_ALGORITHMS } from '../keys/create.ts'
import { type ClientMetadata, SettingError } from '../model/admin.ts'
import type { Client } from '../model/client.ts'
import { isLoopbackHost, whyNotRedirectUri } from '../model/redirect-uri.ts'

type Described = Omit<ClientMetadata, 'client_secret' | 'client_id'>
type Defaults = Omit<Client, 'client_id' | 'client_secret_hash' | 'created_at'>

/** What a client gets where its metadata says nothing (Dynamic Registration §2); grant types follow from response types. */
function withDefaults(metadata: Described): Defaults {
  const response_types = metadata.response_types ?? ['code']
  const token_endpoint_auth_method = metadata.token_endpoint_auth_method ?? 'client_secret_basic'
  const grant_types = metadata.grant_types ?? [
    ...new Set([...response_types.flatMap(requiredGrantTypes), 'refresh_token']),
  ]
  return {
    ...metadata,
    response_types,
    grant_types,
    scope: metadata.scope ?? STANDARD_SCOPES,
    token_endpoint_auth_method,
    id_token_signed_response_alg: metadata.id_token_signed_response_alg ?? 'RS256',
    require_pkce: metadata.require_pkce === true || token_endpoint_auth_method === 'none',
    trusted: metadata.trusted ?? false,
  }
}

type Rule = readonly [setting: string, cure: string, broken: (client: Defaults) => boolean]

const isWebUri = (text: string | undefined) => {
  if (text === undefined) return true
  const url = URL.parse(text)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))
}

const WEB_URIS = ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri', 'jwks_uri'] as const

const RULES: readonly Rule[] = [
  [
    'redirect_uris',
    'give at least one redirect URI',
    ({ redirect_uris }) => redirect_uris.length === 0,
  ],
  [
    'redirect_uris',
    'give each redirect URI once',
    ({ redirect_uris }) => new Set(redirect_uris).size < redirect_uris.length,
  ],
  [
    'response_types',
    `give some of: ${RESPONSE_TYPES.join(', ')}`,
    ({ response_types }) =>
      response_types.length === 0 || !response_types.every((type) => RESPONSE_TYPES.includes(type)),
  ],
  [
    'token_endpoint_auth_method',
    `give one of: ${CLIENT_AUTHENTICATION_METHODS.join(', ')}`,
    ({ token_endpoint_auth_method: method }) => !CLIENT_AUTHENTICATION_METHODS.includes(method),
  ],
  [
    'jwks',
    'private_key_jwt needs the public keys of the client: give jwks or jwks_uri',
    ({ token_endpoint_auth_method: method, jwks, jwks_uri }) =>
      method === 'private_key_jwt' && jwks === undefined && jwks_uri === undefined,
  ],
  [
    'jwks',
    'give jwks or jwks_uri, not both',
    ({ jwks, jwks_uri }) => jwks !== undefined && jwks_uri !== undefined,
  ],
  [
    'jwks',
    'give public keys only, without the private member d',
    ({ jwks }) => jwks?.keys.some((key) => 'd' in key || 'k' in key) ?? false,
  ],
  [
    'id_token_signed_response_alg',
    `give one of: ${OWN_ALGORITHMS.join(', ')}`,
    ({ id_token_signed_response_alg: alg }) => !isOwnAlgorithm(alg),
  ],
  [
    'grant_types',
    'response types with a code need authorization_code',
    ({ grant_types, response_types }) =>
      response_types.some((type) => type.includes('code')) &&
      !grant_types.includes('authorization_code'),
  ],
]

/** A client as it will be kept. Throws `SettingError`, which names the metadata and the cure. */
export function parseClient(metadata: Described): Defaults {
  const client = withDefaults(metadata)
  for (const uri of client.redirect_uris) {
    const why = whyNotRedirectUri(uri)
    if (why !== undefined) throw new SettingError('redirect_uris', `redirect URI ${uri} ${why}`)
  }
  for (const [setting, cure, broken] of RULES)
    if (broken(client)) throw new SettingError(setting, `${setting}: ${cure}`)
  for (const name of WEB_URIS)
    if (!isWebUri(client[name]))
      throw new SettingError(name, `${name}: give an https address (http for this machine only)`)
  return client
}
