import type { SQLInputValue } from 'node:sqlite'
import { usernameKey } from '@gryphon/accounts/people-store'
import type { RecordOf, TransferKind } from '@gryphon/accounts/transfer'
import { type StoredKey, sessionItFallsWith } from '@gryphon/provider'
import { type Row, valueIn } from './rows.ts'

type Values = readonly SQLInputValue[]

/** How a kind of record is kept: the table, what is read of it, and what is written. */
export interface Transfer<Kind extends TransferKind> {
  readonly table: string
  readonly select: string
  readonly recordOf: (row: Row) => RecordOf<Kind>
  readonly insert: string
  /** The rows of a record: more than one where this database keeps it so. */
  readonly rowsOf: (record: RecordOf<Kind>) => readonly Values[]
}

const json = JSON.stringify
const text = (value: unknown) => String(value)
const tenantOf = (row: Row) => ({ tenant_id: text(row.tenant_id) })
const expiryOf = (row: Row) => ({ expires_at: Number(row.expires_at) })

const keyOf = (row: Row): StoredKey => ({
  ...{ kid: text(row.kid), use: row.use as StoredKey['use'], alg: text(row.alg) },
  ...{ created_at: Number(row.created_at), active_from: Number(row.active_from) },
  ...(row.retired_at === null ? {} : { retired_at: Number(row.retired_at) }),
  ...valueIn<Pick<StoredKey, 'wrapped' | 'public_jwk'>>(row),
})

/** A session that ended is kept as a row for each kind of what it took with it. */
const ENDED = `
  SELECT *, kind = 'access' AS whole FROM removals r WHERE kind = 'access' OR (kind = 'session'
    AND NOT EXISTS (SELECT 1 FROM removals w
      WHERE w.tenant_id = r.tenant_id AND w.kind = 'access' AND w.id = r.id))`

/** Every kind of record. */
export const TRANSFERS: { readonly [Kind in TransferKind]: Transfer<Kind> } = {
  tenant: {
    ...{ table: 'tenants', select: 'SELECT value FROM tenants' },
    recordOf: (row) => ({ kind: 'tenant', tenant: valueIn(row) }),
    insert: 'INSERT INTO tenants VALUES (?, ?)',
    rowsOf: ({ tenant }) => [[tenant.tenant_id, json(tenant)]],
  },
  key: {
    ...{ table: 'keys', select: 'SELECT * FROM keys' },
    recordOf: (row) => ({ kind: 'key', ...tenantOf(row), key: keyOf(row) }),
    insert: 'INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    rowsOf: ({ tenant_id, key }) => {
      const { kid, use, alg, created_at, active_from, retired_at = null, ...rest } = key
      return [[tenant_id, kid, use, alg, created_at, active_from, retired_at, json(rest)]]
    },
  },
  client: {
    ...{ table: 'clients', select: 'SELECT tenant_id, value FROM clients' },
    recordOf: (row) => ({ kind: 'client', ...tenantOf(row), client: valueIn(row) }),
    insert: 'INSERT INTO clients VALUES (?, ?, ?)',
    rowsOf: ({ tenant_id, client }) => [[tenant_id, client.client_id, json(client)]],
  },
  resource: {
    ...{ table: 'resources', select: 'SELECT tenant_id, value FROM resources' },
    recordOf: (row) => ({ kind: 'resource', ...tenantOf(row), resource: valueIn(row) }),
    insert: 'INSERT INTO resources VALUES (?, ?, ?)',
    rowsOf: ({ tenant_id, resource }) => [[tenant_id, resource.resource, json(resource)]],
  },
  person: {
    ...{ table: 'people', select: 'SELECT tenant_id, value FROM people' },
    recordOf: (row) => ({ kind: 'person', ...tenantOf(row), person: valueIn(row) }),
    insert: 'INSERT INTO people VALUES (?, ?, ?, ?, ?)',
    rowsOf: ({ tenant_id, person }) => {
      const { email } = person.claims
      const email_key = typeof email === 'string' ? usernameKey(email) : null
      const { sub, username } = person
      return [[tenant_id, sub, usernameKey(username), email_key, json(person)]]
    },
  },
  session: {
    ...{ table: 'sessions', select: 'SELECT tenant_id, session_hash, value FROM sessions' },
    recordOf: (row) => ({
      ...{ kind: 'session', ...tenantOf(row), session_hash: text(row.session_hash) },
      session: valueIn(row),
    }),
    insert: 'INSERT INTO sessions VALUES (?, ?, ?, ?, ?)',
    rowsOf: ({ tenant_id, session_hash, session }) => [
      [tenant_id, session_hash, session.sub, session.expires_at, json(session)],
    ],
  },
  consent: {
    ...{ table: 'consents', select: 'SELECT * FROM consents' },
    recordOf: (row) => ({
      ...{ kind: 'consent', ...tenantOf(row), sub: text(row.sub), client_id: text(row.client_id) },
      consent: valueIn(row),
    }),
    insert: 'INSERT INTO consents VALUES (?, ?, ?, ?)',
    rowsOf: ({ tenant_id, sub, client_id, consent }) => [
      [tenant_id, sub, client_id, json(consent)],
    ],
  },
  grant: {
    ...{ table: 'grants', select: 'SELECT * FROM standings ORDER BY grant_no' },
    recordOf: (row) => ({
      ...{ kind: 'grant', ...tenantOf(row), grant_id: text(row.grant_id) },
      ...{ client_id: text(row.client_id), generation: Number(row.generation), ...expiryOf(row) },
      ...(row.refreshed_at === null ? {} : { refreshed_at: Number(row.refreshed_at) }),
      ...(row.reason === null
        ? {}
        : { revoked: row.reason as NonNullable<RecordOf<'grant'>['revoked']> }),
      ...(row.value === null ? {} : { grant: valueIn(row) }),
    }),
    insert:
      'INSERT INTO grants (tenant_id, grant_id, client_id, sub, sid, generation, refreshed_at, expires_at, revoked, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    rowsOf: ({ tenant_id, grant_id, client_id, grant, ...kept }) => [
      [
        ...[tenant_id, grant_id, client_id, grant?.sub ?? null],
        (grant && sessionItFallsWith(grant)) ?? null,
        ...[kept.generation, kept.refreshed_at ?? null, kept.expires_at, kept.revoked ?? null],
        grant === undefined ? null : json(grant),
      ],
    ],
  },
  ended_session: {
    ...{ table: 'removals', select: ENDED },
    recordOf: (row) => ({
      ...{ kind: 'ended_session', ...tenantOf(row), sid: text(row.id) },
      ...{ whole: row.whole === 1, ...expiryOf(row) },
    }),
    insert: 'INSERT INTO removals VALUES (?, ?, ?, 0, ?)',
    rowsOf: ({ tenant_id, sid, whole, expires_at }) =>
      (whole ? ['session', 'access'] : ['session']).map((kind) => [
        tenant_id,
        kind,
        sid,
        expires_at,
      ]),
  },
  revoked_token: {
    ...{ table: 'revoked_tokens', select: 'SELECT * FROM revoked_tokens' },
    recordOf: (row) => ({
      ...{ kind: 'revoked_token', ...tenantOf(row), jti: text(row.jti), ...expiryOf(row) },
    }),
    insert: 'INSERT INTO revoked_tokens VALUES (?, ?, ?)',
    rowsOf: ({ tenant_id, jti, expires_at }) => [[tenant_id, jti, expires_at]],
  },
  claimed: {
    ...{ table: 'claimed', select: 'SELECT * FROM claimed' },
    recordOf: (row) => ({
      ...{ kind: 'claimed', ...tenantOf(row), key: text(row.key), ...expiryOf(row) },
    }),
    insert: 'INSERT INTO claimed VALUES (?, ?, ?)',
    rowsOf: ({ tenant_id, key, expires_at }) => [[tenant_id, key, expires_at]],
  },
  sealed: {
    ...{ table: 'sealed', select: 'SELECT * FROM sealed' },
    recordOf: (row) => ({
      ...{ kind: 'sealed', ...tenantOf(row), ref: text(row.ref), sealed: text(row.sealed) },
      ...expiryOf(row),
    }),
    insert: 'INSERT INTO sealed VALUES (?, ?, ?, ?)',
    rowsOf: ({ tenant_id, ref, sealed, expires_at }) => [[tenant_id, ref, sealed, expires_at]],
  },
  delivery: {
    ...{ table: 'deliveries', select: 'SELECT tenant_id, value FROM deliveries' },
    recordOf: (row) => ({ kind: 'delivery', ...tenantOf(row), delivery: valueIn(row) }),
    insert: 'INSERT INTO deliveries VALUES (?, ?, ?, ?, ?)',
    rowsOf: ({ tenant_id, delivery }) => {
      const { delivery_id, failed_at, next_at, expires_at } = delivery
      const due_at = failed_at === undefined ? next_at : null
      return [[tenant_id, delivery_id, due_at, expires_at, json(delivery)]]
    },
  },
}
