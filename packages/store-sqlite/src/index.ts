export { openSqlite, type Sqlite } from './open-sqlite.ts'
