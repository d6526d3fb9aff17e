import { test } from 'node:test'
import fc from 'fast-check'
import { memoryStore } from './memory-store.ts'
import { followGrantModel, GRANT_STEPS, storeContract } from './store-contract.ts'

storeContract('the memory store', async () => memoryStore())

test('any sequence of grant operations goes as the contract says', async () => {
  const store = memoryStore()
  const steps = fc.array(fc.constantFrom(...GRANT_STEPS), { maxLength: 50 })
  await fc.assert(fc.asyncProperty(steps, (taken) => followGrantModel(store, taken)))
})
