import { DISCOVERY, DYNAMIC_DISCOVERY } from './modules/discovery.ts'
import { DYNAMIC_KEYS } from './modules/dynamic-keys.ts'
import { DYNAMIC_REGISTRATION, UNSIGNED_ID_TOKEN } from './modules/dynamic-registration.ts'
import { SERVER } from './modules/happy-flow.ts'
import { REFRESH } from './modules/refresh.ts'
import { REQUEST_OBJECTS } from './modules/request-objects.ts'
import { THIRD_PARTY_LOGIN } from './modules/third-party-login.ts'
import type { Plan } from './plan.ts'
import type { Variant } from './support/variant.ts'

const dynamic = (response_type: string): Variant => ({
  response_type,
  response_mode: 'default',
  registration: 'dynamic',
})

/** The suite's own choice for this plan, whose keys have no kid. */
const byKey = (response_type: string): Variant => ({
  ...dynamic(response_type),
  client_auth: 'private_key_jwt',
})

/** What a provider says of itself, and clients that say of themselves what they are. */
export const DYNAMIC_PLANS: readonly Plan[] = [
  {
    plan: 'Config',
    variants: [dynamic('code')],
    modules: [DISCOVERY],
  },
  {
    plan: 'Dynamic',
    variants: [byKey('code'), byKey('code id_token')],
    modules: [
      DYNAMIC_DISCOVERY,
      SERVER,
      UNSIGNED_ID_TOKEN,
      ...DYNAMIC_REGISTRATION,
      ...DYNAMIC_KEYS,
      ...REQUEST_OBJECTS,
      REFRESH,
    ],
  },
  { plan: '3rd party-init login', variants: [dynamic('code')], modules: THIRD_PARTY_LOGIN },
]
