import { certify } from './certify.ts'
import { DYNAMIC_PLANS } from './dynamic-plans.ts'

certify(DYNAMIC_PLANS)
