import { test } from 'node:test'
import { peopleContract } from '@gryphon/accounts/people-contract'
import {
  followGrantModel,
  GRANT_STEPS,
  storeContract,
  storeProcessContract,
} from '@gryphon/provider/store-contract'
import fc from 'fast-check'
import { startServer } from '../../../tests/support/postgres.ts'
import { openPostgres } from './open-postgres.ts'
import { openStore } from './testing/open-store.ts'

const server = await startServer()
const shared = await server.newDatabase()

storeContract('the PostgreSQL store', async () => openStore(await server.newDatabase()))

storeContract('the PostgreSQL store behind a pooler, unprepared', async () => {
  const url = await server.newDatabase()
  const pooled = { pooler: 'transaction', prepared_statements: 'off', connections: 2 } as const
  return (await openPostgres({ url, ...pooled })).store
})

storeProcessContract('the PostgreSQL store', {
  openStore: () => openStore(shared),
  module: new URL('./testing/open-store.ts', import.meta.url),
  location: shared,
})

peopleContract('people in PostgreSQL', async () =>
  openPostgres({ url: await server.newDatabase() }),
)

test('any sequence of grant operations goes as the contract says', async () => {
  const store = await openStore(await server.newDatabase())
  const steps = fc.array(fc.constantFrom(...GRANT_STEPS), { maxLength: 50 })
  await fc.assert(fc.asyncProperty(steps, (taken) => followGrantModel(store, taken)))
  await store.close()
})
