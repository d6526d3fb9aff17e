/** One step from a version of the database to the next. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/**
 * Every step there is; the version of a database is the number of the last one taken. Only ever added to, and each one
 * *expands*: nodes of the version before it serve on while it runs and after. What nobody reads any more goes (*contracts*)
 * in a later release than the one that stopped reading it.
 *
 * Values are JSON as text, which PostgreSQL keeps as it is and does not look into; a column of its own has what is looked
 * for, compared or changed. Plain types, plain indexes: CockroachDB and YugabyteDB take it as it stands.
 *
 * `clients.client_no`: what a grant remembers of its client. A client that is removed and registered anew has another, so
 * that the old one's grants are dead for ever, and no grant is touched.
 *
 * `person_epochs`: goes up when a person is removed or given another password; grants of an earlier epoch are dead. At most
 * one row for each person there ever was: it cannot go before the last of their grants, wherever that is.
 *
 * `ended_sessions`: grants that fall with one of these (`grants.sid`) are dead; `whole` ends what was to last beyond it, too.
 *
 * So revoking many at once is one row, and is looked up when a grant is asked for. That is also what makes it safe beside
 * redemptions under READ COMMITTED: one that began before does not see the row, but whoever asks for its grant afterwards does.
 *
 * `people.username_key`: bytes, because people are listed by it and the order of text depends on the database.
 *
 * `deliveries.client_registered`: each line has its own workers (`DeliveryLine`), and finds its own by an index.
 *
 * `claimed.claimed_at`: the time of the claim, for a statement cannot compare what it replaces with a parameter of one row.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
CREATE TABLE tenants (
  tenant_id text PRIMARY KEY, value text NOT NULL
);

CREATE TABLE keys (
  tenant_id text, kid text, use text NOT NULL, alg text NOT NULL, created_at bigint NOT NULL,
  active_from bigint NOT NULL, retired_at bigint, value text NOT NULL,
  PRIMARY KEY (tenant_id, kid)
);
CREATE INDEX keys_retired_at ON keys (retired_at) WHERE retired_at IS NOT NULL;

CREATE TABLE clients (
  tenant_id text, client_id text, client_no bigint GENERATED ALWAYS AS IDENTITY,
  expires_at bigint, value text NOT NULL,
  PRIMARY KEY (tenant_id, client_id)
);
CREATE INDEX clients_expires_at ON clients (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE resources (
  tenant_id text, resource text, value text NOT NULL, PRIMARY KEY (tenant_id, resource)
);

CREATE TABLE people (
  tenant_id text, sub text, username_key bytea NOT NULL, email_key bytea,
  password_hash text NOT NULL, value text NOT NULL,
  PRIMARY KEY (tenant_id, sub), UNIQUE (tenant_id, username_key)
);
CREATE INDEX people_email_key ON people (tenant_id, email_key) WHERE email_key IS NOT NULL;

CREATE TABLE person_epochs (
  tenant_id text, sub text, epoch bigint NOT NULL, PRIMARY KEY (tenant_id, sub)
);

CREATE TABLE sessions (
  tenant_id text, session_hash text, sid text NOT NULL, sub text NOT NULL,
  expires_at bigint NOT NULL, client_ids text[] NOT NULL, value text NOT NULL,
  PRIMARY KEY (tenant_id, session_hash)
);
CREATE INDEX sessions_sid ON sessions (tenant_id, sid);
CREATE INDEX sessions_sub ON sessions (tenant_id, sub);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE ended_sessions (
  tenant_id text, sid text, whole boolean NOT NULL, expires_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, sid)
);
CREATE INDEX ended_sessions_expires_at ON ended_sessions (expires_at);

CREATE TABLE consents (
  tenant_id text, sub text, client_id text, scope text[] NOT NULL, resource text[] NOT NULL,
  claims text[] NOT NULL, value text NOT NULL,
  PRIMARY KEY (tenant_id, sub, client_id)
);
CREATE INDEX consents_client_id ON consents (tenant_id, client_id);

CREATE TABLE grants (
  tenant_id text, grant_id text, client_id text NOT NULL, client_no bigint, sub text,
  person_epoch bigint, sid text, generation bigint NOT NULL, refreshed_at bigint,
  expires_at bigint NOT NULL, revoked text, value text,
  PRIMARY KEY (tenant_id, grant_id)
);
CREATE INDEX grants_expires_at ON grants (expires_at);

CREATE TABLE revoked_tokens (
  tenant_id text, jti text, expires_at bigint NOT NULL, PRIMARY KEY (tenant_id, jti)
);
CREATE INDEX revoked_tokens_expires_at ON revoked_tokens (expires_at);

CREATE TABLE claimed (
  tenant_id text, key text, claimed_at bigint NOT NULL, expires_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX claimed_expires_at ON claimed (expires_at);

CREATE TABLE sealed (
  tenant_id text, ref text, sealed text NOT NULL, expires_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, ref)
);
CREATE INDEX sealed_expires_at ON sealed (expires_at);

CREATE TABLE deliveries (
  tenant_id text, delivery_id text, client_id text NOT NULL, sub text NOT NULL, sid text NOT NULL,
  attempts int NOT NULL, next_at bigint NOT NULL, failed_at bigint, reason text,
  expires_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, delivery_id)
);
CREATE INDEX deliveries_untried ON deliveries (next_at) WHERE failed_at IS NULL AND attempts = 0;
CREATE INDEX deliveries_tried ON deliveries (next_at) WHERE failed_at IS NULL AND attempts > 0;
CREATE INDEX deliveries_expires_at ON deliveries (expires_at);
`,
  },
  {
    version: 2,
    sql: `
ALTER TABLE deliveries ADD COLUMN client_registered text NOT NULL DEFAULT 'operator';
CREATE INDEX deliveries_untried_in_line ON deliveries (client_registered, next_at)
  WHERE failed_at IS NULL AND attempts = 0;
CREATE INDEX deliveries_tried_in_line ON deliveries (client_registered, next_at)
  WHERE failed_at IS NULL AND attempts > 0;
`,
  },
]

/** Every table, but the one that tells the version. */
export const TABLES: readonly string[] = [
  'tenants',
  'keys',
  'clients',
  'resources',
  'people',
  'person_epochs',
  'sessions',
  'ended_sessions',
  'consents',
  'grants',
  'revoked_tokens',
  'claimed',
  'sealed',
  'deliveries',
]
