import type { Store } from '@gryphon/provider'
import { openPostgres } from '../open-postgres.ts'

/** Opens the store of a database: for processes that race, which share the connections that a server has. */
export const openStore = async (url: string): Promise<Store> =>
  (await openPostgres({ url, connections: 4 })).store
