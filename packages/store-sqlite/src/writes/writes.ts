import type { DatabaseSync } from 'node:sqlite'
import type { PeopleStore } from '@gryphon/accounts/people-store'
import type { Store } from '@gryphon/provider'
import { clientWrites } from './clients.ts'
import { grantWrites } from './grants.ts'
import { logoutWrites } from './logout.ts'
import { passingWrites } from './passing.ts'
import { peopleWrites } from './people.ts'
import { sessionWrites } from './sessions.ts'
import { tenantWrites } from './tenants.ts'

/** Everything that is written, done at once on a connection, inside a transaction that is open. */
export const writesOn = (database: DatabaseSync) => ({
  ...tenantWrites(database),
  ...clientWrites(database),
  ...peopleWrites(database),
  ...sessionWrites(database),
  ...logoutWrites(database),
  ...grantWrites(database),
  ...passingWrites(database),
})

/** The operations that write. */
export type Writes = ReturnType<typeof writesOn>

/** The name of one of them. */
export type WriteName = keyof Writes

/** The same operations, told when they are on the disk. */
export type DurableWrites = Pick<Store & PeopleStore, WriteName>

/** One operation with what it is given, as it goes to the writing thread. */
export type Write = { readonly [K in WriteName]: readonly [K, Parameters<Writes[K]>] }[WriteName]
