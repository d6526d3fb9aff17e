import { SESSION_MANAGEMENT } from './modules/session-management.ts'
import type { Plan } from './plan.ts'

/** What only a real browser can show. */
export const BROWSER_PLANS: readonly Plan[] = [
  {
    plan: 'Session management in Chromium',
    variants: [
      { response_type: 'code', response_mode: 'default', registration: 'dynamic' },
      { response_type: 'code id_token', response_mode: 'default', registration: 'static' },
    ],
    modules: [SESSION_MANAGEMENT],
  },
]
