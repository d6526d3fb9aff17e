import type { DatabaseSync } from 'node:sqlite'
import { SettingError } from '@gryphon/provider'
import { inSnapshot, inTransaction } from './transaction.ts'

/** `PRAGMA application_id`: says that a file is Gryphon's ("Gryp"). */
const APPLICATION_ID = 0x47727970

/**
 * What brings a database from one version to the next; the version (`PRAGMA user_version`) is how many have been run. Only
 * ever added to. Values are JSON; a column of its own has what is looked for, compared or changed. Where SQLite, which knows
 * no sizes, would rather read a whole tenant than use an index, the query names it (`INDEXED BY`).
 *
 * `grants`: rows are kept in the order of opening, so that what is new lies together, and finding one costs two short searches.
 *
 * `removals`: every grant of a client or person, up to `grant_no`, is revoked. One row, however many grants there are. A
 * session's `sid` never comes again, so its row is for every grant that falls with it (`grants.sid`), later ones too.
 *
 * `deliveries`: `due_at` is null once one was given up. Those that were never tried have their turn before the others (`is_retry`);
 * each `line` has its own workers (`DeliveryLine`).
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE tenants (
    tenant_id TEXT PRIMARY KEY, value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE keys (
    tenant_id TEXT, kid TEXT, use TEXT NOT NULL, alg TEXT NOT NULL, created_at INTEGER NOT NULL,
    active_from INTEGER NOT NULL, retired_at INTEGER, value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX keys_retired_at ON keys (retired_at) WHERE retired_at IS NOT NULL;

  CREATE TABLE clients (
    tenant_id TEXT, client_id TEXT, value TEXT NOT NULL, PRIMARY KEY (tenant_id, client_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE resources (
    tenant_id TEXT, resource TEXT, value TEXT NOT NULL, PRIMARY KEY (tenant_id, resource)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE people (
    tenant_id TEXT, sub TEXT, username_key TEXT NOT NULL, email_key TEXT, value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sub), UNIQUE (tenant_id, username_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX people_email_key ON people (tenant_id, email_key) WHERE email_key IS NOT NULL;

  CREATE TABLE sessions (
    tenant_id TEXT, session_hash TEXT, sub TEXT NOT NULL, expires_at INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (tenant_id, session_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_sub ON sessions (tenant_id, sub);
  CREATE INDEX sessions_expires_at ON sessions (expires_at);

  CREATE TABLE consents (
    tenant_id TEXT, sub TEXT, client_id TEXT, value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sub, client_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX consents_client_id ON consents (tenant_id, client_id);

  CREATE TABLE grants (
    grant_no INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL, grant_id TEXT NOT NULL,
    client_id TEXT NOT NULL, sub TEXT, generation INTEGER NOT NULL, refreshed_at INTEGER,
    expires_at INTEGER NOT NULL, revoked TEXT, value TEXT,
    UNIQUE (tenant_id, grant_id)
  ) STRICT;
  CREATE INDEX grants_expires_at ON grants (expires_at);

  CREATE TABLE removals (
    tenant_id TEXT, kind TEXT, id TEXT, grant_no INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX removals_expires_at ON removals (expires_at);

  CREATE VIEW standings AS SELECT *, coalesce(revoked, CASE WHEN
    EXISTS (SELECT 1 FROM removals r WHERE r.tenant_id = grants.tenant_id AND r.kind = 'client'
      AND r.id = grants.client_id AND r.grant_no >= grants.grant_no) OR
    EXISTS (SELECT 1 FROM removals r WHERE r.tenant_id = grants.tenant_id AND r.kind = 'person'
      AND r.id = grants.sub AND r.grant_no >= grants.grant_no)
    THEN 'revoked_by_operator' END) AS reason FROM grants;

  CREATE TABLE revoked_tokens (
    tenant_id TEXT, jti TEXT, expires_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, jti)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX revoked_tokens_expires_at ON revoked_tokens (expires_at);

  CREATE TABLE claimed (
    tenant_id TEXT, key TEXT, expires_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claimed_expires_at ON claimed (expires_at);

  CREATE TABLE sealed (
    tenant_id TEXT, ref TEXT, sealed TEXT NOT NULL, expires_at INTEGER NOT NULL,
    UNIQUE (tenant_id, ref)
  ) STRICT;
  CREATE INDEX sealed_expires_at ON sealed (expires_at);
  `,
  `
  ALTER TABLE sessions ADD COLUMN sid TEXT AS (value ->> 'sid') VIRTUAL;
  CREATE INDEX sessions_sid ON sessions (tenant_id, sid);

  ALTER TABLE clients ADD COLUMN expires_at INTEGER AS (value ->> '$.dynamic.expires_at') VIRTUAL;
  CREATE INDEX clients_expires_at ON clients (expires_at) WHERE expires_at IS NOT NULL;

  ALTER TABLE grants ADD COLUMN sid TEXT;
  DROP VIEW standings;
  CREATE VIEW standings AS SELECT *, coalesce(revoked, CASE
    WHEN EXISTS (SELECT 1 FROM removals r WHERE r.tenant_id = grants.tenant_id AND r.kind = 'client'
      AND r.id = grants.client_id AND r.grant_no >= grants.grant_no) OR
    EXISTS (SELECT 1 FROM removals r WHERE r.tenant_id = grants.tenant_id AND r.kind = 'person'
      AND r.id = grants.sub AND r.grant_no >= grants.grant_no)
    THEN 'revoked_by_operator'
    WHEN EXISTS (SELECT 1 FROM removals r WHERE r.tenant_id = grants.tenant_id
      AND r.kind = 'session' AND r.id = grants.sid)
    THEN 'signed_out' END) AS reason FROM grants;

  CREATE TABLE deliveries (
    tenant_id TEXT, delivery_id TEXT, due_at INTEGER, expires_at INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (tenant_id, delivery_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deliveries_due_at ON deliveries (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX deliveries_expires_at ON deliveries (expires_at);
  `,
  `
  ALTER TABLE deliveries ADD COLUMN client_id TEXT AS (value ->> 'client_id') VIRTUAL;
  ALTER TABLE deliveries ADD COLUMN is_retry INTEGER AS (value ->> 'attempts' > 0) VIRTUAL;
  CREATE INDEX deliveries_turn ON deliveries (is_retry, due_at, client_id, expires_at)
    WHERE due_at IS NOT NULL;
  DROP INDEX deliveries_due_at;
  `,
  `
  ALTER TABLE deliveries ADD COLUMN line TEXT
    AS (coalesce(value ->> 'client_registered', 'operator')) VIRTUAL;
  CREATE INDEX deliveries_turn_in_line ON deliveries (line, is_retry, due_at, client_id, expires_at)
    WHERE due_at IS NOT NULL;
  `,
]

/** One step from a version of the database to the next. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/** The version of a database, and what would bring it to that of this program. */
export interface MigrationPlan {
  /** 0: there is nothing yet. */
  readonly version: number
  readonly pending: readonly Migration[]
}

/** What is to be done about a database that is open. */
export const planOf = (database: DatabaseSync): MigrationPlan => planFrom(versionOf(database))

/** What is to be done about a database of this version. */
export const planFrom = (version: number): MigrationPlan => ({
  version,
  pending: MIGRATIONS.map((sql, turn) => ({ version: turn + 1, sql })).slice(version),
})

/** Throws `SettingError` for a database that was made by an older program, and is to be migrated by command. */
export function checkIsCurrent(database: DatabaseSync, file: string): void {
  const { version, pending } = planOf(database)
  if (version > 0 && pending.length > 0)
    throw new SettingError(
      'database.migrations',
      `${file} is of version ${version}, and this Gryphon needs ${MIGRATIONS.length}: run gryphon migrate`,
    )
}

/** Brings a database to the version of this program (or an older one), under the write lock, all or nothing. */
export function migrate(database: DatabaseSync, version: number = MIGRATIONS.length): void {
  if (versionOf(database) === version) return
  inTransaction(database, () => {
    for (const migration of MIGRATIONS.slice(versionOf(database), version)) database.exec(migration)
    database.exec(`PRAGMA user_version = ${version}`)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  })
}

/** Throws `SettingError` for another program's database, and for one that is newer than this program. Changes nothing. */
export function checkOwner(database: DatabaseSync, file: string): void {
  const { owner, schema, version } = inSnapshot(database, () => ({
    owner: pragma(database, 'application_id'),
    schema: pragma(database, 'schema_version'),
    version: versionOf(database),
  }))
  const isEmpty = owner === 0 && schema === 0
  if (owner !== APPLICATION_ID && !isEmpty)
    throw new SettingError('file', `${file} is a database of another program: name another file`)
  if (version > MIGRATIONS.length)
    throw new SettingError(
      'file',
      `${file} is of version ${version}, made by a newer Gryphon; this one knows versions up to ${MIGRATIONS.length}: update Gryphon`,
    )
}

const versionOf = (database: DatabaseSync) => pragma(database, 'user_version')

const pragma = (database: DatabaseSync, name: string) =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
