import { after } from 'node:test'
import { peopleContract } from '@gryphon/accounts/people-contract'
import { openSqlite } from './open-sqlite.ts'
import { scratchFolder } from './testing/scratch.ts'

const { file, remove } = scratchFolder()
after(remove)

peopleContract('people in SQLite', () => openSqlite({ file }))
