export type { MigrationPlan } from './migrate.ts'
export type { Migration } from './migrations.ts'
export {
  exportPostgres,
  importPostgres,
  migratePostgres,
  openPostgres,
  type Postgres,
  type PostgresOptions,
  planPostgres,
} from './open-postgres.ts'
