import { after, before, describe, test } from 'node:test'
import { changingClientContract, clientContract, resourceContract } from './contract/clients.ts'
import { deliveryContract } from './contract/deliveries.ts'
import { aTenant, type Check, withClients } from './contract/given.ts'
import { grantContract, tokenContract } from './contract/grants.ts'
import { isolationContract } from './contract/isolation.ts'
import { keyContract } from './contract/keys.ts'
import { endingContract, signedOutContract } from './contract/logout.ts'
import { passingContract, sweepContract } from './contract/passing.ts'
import { raceContract } from './contract/races.ts'
import { refreshContract } from './contract/refresh.ts'
import { consentContract, sessionContract } from './contract/sessions.ts'
import { tenantContract } from './contract/tenants.ts'
import type { Store } from './store.ts'

export { followGrantModel, GRANT_STEPS, type GrantStep } from './contract/grant-model.ts'
export { type ProcessRace, storeProcessContract } from './contract/processes.ts'

// biome-ignore format: a table
const CONTRACTS: Readonly<Record<string, (check: Check) => void>> = {
  'tenants':             tenantContract,
  'keys':                keyContract,
  'clients':             clientContract,
  'changing clients':    changingClientContract,
  'resources':           resourceContract,
  'sessions':            sessionContract,
  'ended sessions':      endingContract,
  'signed-out grants':   (check) => signedOutContract(withClients(check)),
  'logout deliveries':   deliveryContract,
  'consents':            consentContract,
  'grants':              (check) => grantContract(withClients(check)),
  'refresh':             (check) => refreshContract(withClients(check)),
  'access tokens':       (check) => tokenContract(withClients(check)),
  'what passes':         passingContract,
  'sweep':               (check) => sweepContract(withClients(check)),
  'races':               (check) => raceContract(withClients(check)),
  'tenants are apart':   isolationContract,
}

/**
 * What every store must hold to: registers the tests of the contract with `node:test`. The store is opened once, works on
 * tenants of the tests' own (`contract-…`), and is closed in the end.
 *
 * @example storeContract('the memory store', async () => memoryStore())
 */
export function storeContract(name: string, openStore: () => Promise<Store>): void {
  describe(name, () => {
    let opened: Promise<Store> | undefined
    let tenants = 0
    before(() => {
      opened = openStore()
      return opened
    })
    after(async () => (await opened)?.close())
    const check: Check = (title, body) => {
      test(title, async () => {
        const store = await (opened ?? openStore())
        tenants += 1
        const ids = [`contract-${tenants}`, `contract-${tenants}-other`] as const
        for (const tenant_id of ids) {
          await store.removeTenant(tenant_id)
          await store.addTenant(aTenant(tenant_id), [])
        }
        await body(store, ...ids)
      })
    }
    for (const [about, contract] of Object.entries(CONTRACTS))
      describe(about, () => contract(check))
  })
}
