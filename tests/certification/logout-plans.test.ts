import { certify } from './certify.ts'
import { LOGOUT_PLANS } from './logout-plans.ts'
import { clientsToLogOut } from './support/clients.ts'

certify(LOGOUT_PLANS, clientsToLogOut)
