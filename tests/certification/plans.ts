import { BROWSER_PLANS } from './browser-plans.ts'
import { CORE_PLANS } from './core-plans.ts'
import { DYNAMIC_PLANS } from './dynamic-plans.ts'
import { LOGOUT_PLANS } from './logout-plans.ts'
import type { Plan } from './plan.ts'

/** Every plan there is. */
export const PLANS: readonly Plan[] = [
  ...CORE_PLANS,
  ...DYNAMIC_PLANS,
  ...LOGOUT_PLANS,
  ...BROWSER_PLANS,
]
