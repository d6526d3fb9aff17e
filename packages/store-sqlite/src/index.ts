export type { Migration, MigrationPlan } from './migrations.ts'
export {
  migrateSqlite,
  openSqlite,
  planSqlite,
  type Sqlite,
  type SqliteOptions,
} from './open-sqlite.ts'
export { exportSqlite, importSqlite } from './transfer.ts'
