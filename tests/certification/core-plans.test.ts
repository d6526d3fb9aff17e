import { certify } from './certify.ts'
import { CORE_PLANS } from './core-plans.ts'

certify(CORE_PLANS)
