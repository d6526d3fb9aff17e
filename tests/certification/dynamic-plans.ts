import { DISCOVERY, DYNAMIC_DISCOVERY } from './modules/discovery.ts'
import { DYNAMIC_KEYS } from './modules/dynamic-keys.ts'
import { DYNAMIC_REGISTRATION } from './modules/dynamic-registration.ts'
import { THIRD_PARTY_LOGIN } from './modules/third-party-login.ts'
import type { Plan } from './plan.ts'
import type { Variant } from './support/variant.ts'

const dynamic = (response_type: string): Variant => ({
  response_type,
  response_mode: 'default',
  registration: 'dynamic',
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
    variants: [dynamic('code'), dynamic('code id_token')],
    modules: [DYNAMIC_DISCOVERY, ...DYNAMIC_REGISTRATION, ...DYNAMIC_KEYS],
  },
  { plan: '3rd party-init login', variants: [dynamic('code')], modules: THIRD_PARTY_LOGIN },
]
