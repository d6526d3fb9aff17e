import { RP_INITIATED_LOGOUT } from './modules/rp-initiated-logout.ts'
import { SESSION_STATE } from './modules/session-state.ts'
import { BACKCHANNEL_LOGOUT, FRONTCHANNEL_LOGOUT } from './modules/told-logout.ts'
import type { Plan } from './plan.ts'
import type { Variant } from './support/variant.ts'

const VARIANTS: readonly Variant[] = [
  { response_type: 'code', response_mode: 'default', registration: 'dynamic' },
  { response_type: 'code id_token', response_mode: 'default', registration: 'static' },
]

/** What happens when people sign out. */
export const LOGOUT_PLANS: readonly Plan[] = [
  { plan: 'RP-initiated logout', variants: VARIANTS, modules: RP_INITIATED_LOGOUT },
  { plan: 'Back-channel logout', variants: VARIANTS, modules: BACKCHANNEL_LOGOUT },
  { plan: 'Front-channel logout', variants: VARIANTS, modules: FRONTCHANNEL_LOGOUT },
  { plan: 'Session management', variants: VARIANTS, modules: [SESSION_STATE] },
]
