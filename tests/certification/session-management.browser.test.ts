import { BROWSER_PLANS } from './browser-plans.ts'
import { certify } from './certify.ts'
import { clientsToLogOut } from './support/clients.ts'

certify(BROWSER_PLANS, clientsToLogOut)
