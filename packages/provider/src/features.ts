import { RESPONSE_TYPES, type ResponseMode, type ResponseType } from '@gryphon/protocol'
import type { Endpoint } from './endpoint.ts'
import { authorizationEndpoint } from './endpoints/authorization.ts'
import { checkSessionEndpoint } from './endpoints/check-session.ts'
import { clientConfigurationEndpoint } from './endpoints/client-configuration.ts'
import { discoveryEndpoints, jwksEndpoint } from './endpoints/discovery.ts'
import { endSessionEndpoint, logoutPagesEndpoint } from './endpoints/end-session.ts'
import { interactionEndpoint } from './endpoints/interaction.ts'
import { introspectionEndpoint } from './endpoints/introspection.ts'
import { pushedAuthorizationEndpoint } from './endpoints/pushed-authorization.ts'
import { registrationEndpoint } from './endpoints/registration.ts'
import { revocationEndpoint } from './endpoints/revocation.ts'
import { tokenEndpoint } from './endpoints/token.ts'
import { userinfoEndpoint } from './endpoints/userinfo.ts'
import type { Lifetimes } from './model/lifetimes.ts'
import type { RegistrationLimits } from './registration/limit.ts'

const PROTOCOL_ENDPOINTS: readonly Endpoint[] = [
  authorizationEndpoint,
  tokenEndpoint,
  userinfoEndpoint,
  jwksEndpoint,
  revocationEndpoint,
  introspectionEndpoint,
  pushedAuthorizationEndpoint,
  registrationEndpoint,
  clientConfigurationEndpoint,
  endSessionEndpoint,
  logoutPagesEndpoint,
  checkSessionEndpoint,
  interactionEndpoint,
]

/** Every endpoint there is; discovery is a fold over them. Delete one here and the OP forgets it. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...PROTOCOL_ENDPOINTS,
  ...discoveryEndpoints(PROTOCOL_ENDPOINTS),
]

/** Response types that are on unless the configuration says otherwise: all; a client has those that it is registered for. */
export const DEFAULT_RESPONSE_TYPES: readonly ResponseType[] = RESPONSE_TYPES

/** Response modes that are on unless the configuration says otherwise. */
export const DEFAULT_RESPONSE_MODES: readonly ResponseMode[] = ['query', 'fragment', 'form_post']

/** How long things last unless the configuration says otherwise, in seconds. */
export const DEFAULT_LIFETIMES: Lifetimes = {
  code: 60,
  access_token: 600,
  front_channel_access_token: 300,
  id_token: 600,
  refresh_token: 14 * 24 * 3600,
  refresh_token_absolute: 90 * 24 * 3600,
  session: 12 * 3600,
  pushed_request: 90,
  interaction: 3600,
  refresh_grace_confidential: 60,
  refresh_grace_public: 10,
  unused_client: 30 * 24 * 3600,
  unused_open_client: 24 * 3600,
}

/** How often an hour a client may be registered or replaced, where anybody may, unless the configuration says otherwise. */
export const DEFAULT_REGISTRATION_LIMITS: RegistrationLimits = { per_address: 600, total: 3000 }
