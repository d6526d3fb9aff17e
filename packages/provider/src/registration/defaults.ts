import { requiredGrantTypes, STANDARD_SCOPES } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { GivenMetadata } from './metadata.ts'
import type { Registrar } from './registrar.ts'

/** A client before it has a name, a secret and a date. */
export type Described = Omit<
  Client,
  'client_id' | 'client_secret_hash' | 'client_secret_sealed' | 'dynamic' | 'created_at'
>

/** Grant types that come of an authorization response. */
const BY_RESPONSE = ['authorization_code', 'implicit']

/**
 * What a client gets where its metadata say nothing (Dynamic Registration §2). Grant types follow from response types, and
 * what has a code may be refreshed; a client of other grants alone has no response type.
 */
export function withDefaults(given: GivenMetadata, registrar: Registrar): Described {
  const response_types = given.response_types ?? responseTypesOf(given)
  const token_endpoint_auth_method = given.token_endpoint_auth_method ?? 'client_secret_basic'
  const application_type = given.application_type ?? registrar.application_type
  const asked_scope = given.scope ?? STANDARD_SCOPES
  return {
    ...given,
    ...(application_type === undefined ? {} : { application_type }),
    redirect_uris: given.redirect_uris ?? [],
    response_types,
    grant_types: given.grant_types ?? grantTypesOf(response_types),
    scope: asked_scope.filter((word) => registrar.scopes?.includes(word) ?? true),
    token_endpoint_auth_method,
    id_token_signed_response_alg: given.id_token_signed_response_alg ?? 'RS256',
    require_pkce: given.require_pkce === true || token_endpoint_auth_method === 'none',
    trusted: given.trusted ?? false,
  }
}

const responseTypesOf = ({ grant_types }: GivenMetadata): Described['response_types'] =>
  grant_types?.some((type) => BY_RESPONSE.includes(type)) === false ? [] : ['code']

function grantTypesOf(response_types: Described['response_types']): readonly string[] {
  const required = response_types.flatMap(requiredGrantTypes)
  const refreshed = required.includes('authorization_code') ? ['refresh_token'] : []
  return [...new Set([...required, ...refreshed])]
}
