import { certify } from './certify.ts'
import { CORE_PLANS } from './core-plans.ts'
import { clientsToLogIn } from './support/clients.ts'

certify(CORE_PLANS, clientsToLogIn)
