import type { Store } from '@gryphon/provider'
import { openSqlite } from '../open-sqlite.ts'

/** Opens the store of a file: for processes that race. */
export const openStore = async (file: string): Promise<Store> => (await openSqlite({ file })).store
