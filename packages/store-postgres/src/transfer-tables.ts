import { usernameKey } from '@gryphon/accounts/people-store'
import type { RecordOf, TransferKind } from '@gryphon/accounts/transfer'
import { sessionItFallsWith } from '@gryphon/provider'
import type { Row } from './database.ts'
import { clientColumns, clientOf } from './operations/clients.ts'
import { consentOf } from './operations/consents.ts'
import { deliveryOf } from './operations/logout.ts'
import { personOf } from './operations/people.ts'
import { REASON } from './operations/reason.ts'
import { sessionOf } from './operations/sessions.ts'
import { keyColumns, keyOf } from './operations/tenants.ts'
import { maybeNumber, named, unnamed, valueIn } from './sql.ts'

/** How a kind of record is kept: the table, what is read of it, and what is written. */
export interface Transfer<Kind extends TransferKind> {
  readonly table: string
  readonly select: string
  readonly recordOf: (row: Row) => RecordOf<Kind>
  /** The columns, by name with their type in JSON; and SQL for those that are not written as they come. */
  readonly columns: Readonly<Record<string, string>>
  readonly written?: Readonly<Record<string, string>>
  readonly rowOf: (record: RecordOf<Kind>) => Readonly<Record<string, unknown>>
}

const TENANT = { tenant_id: 'text' }
const EXPIRING = { ...TENANT, expires_at: 'bigint' }

const text = (value: unknown) => unnamed(String(value))
const tenantOf = (row: Row) => ({ tenant_id: text(row.tenant_id) })
const expiryOf = (row: Row) => ({ expires_at: Number(row.expires_at) })
const json = JSON.stringify
const hexOf = (login: string) => Buffer.from(usernameKey(login)).toString('hex')
const tenant = (tenant_id: string) => ({ tenant_id: named(tenant_id) })

/** Every kind of record. */
export const TRANSFERS: { readonly [Kind in TransferKind]: Transfer<Kind> } = {
  tenant: {
    ...{ table: 'tenants', select: 'SELECT value FROM tenants' },
    recordOf: (row) => ({ kind: 'tenant', tenant: valueIn(row) }),
    columns: { ...TENANT, value: 'text' },
    rowOf: ({ tenant: it }) => ({ ...tenant(it.tenant_id), value: json(it) }),
  },
  key: {
    ...{ table: 'keys', select: 'SELECT * FROM keys' },
    recordOf: (row) => ({ kind: 'key', ...tenantOf(row), key: keyOf(row) }),
    columns: {
      ...{ ...TENANT, kid: 'text', use: 'text', alg: 'text', created_at: 'bigint' },
      ...{ active_from: 'bigint', retired_at: 'bigint', value: 'text' },
    },
    rowOf: ({ tenant_id, key }) => ({ ...tenant(tenant_id), ...keyColumns(key) }),
  },
  client: {
    ...{ table: 'clients', select: 'SELECT tenant_id, expires_at, value FROM clients' },
    recordOf: (row) => ({ kind: 'client', ...tenantOf(row), client: clientOf(row) }),
    columns: { ...EXPIRING, client_id: 'text', value: 'text' },
    rowOf: ({ tenant_id, client }) => {
      const [expires_at, value] = clientColumns(client)
      return { ...tenant(tenant_id), client_id: named(client.client_id), expires_at, value }
    },
  },
  resource: {
    ...{ table: 'resources', select: 'SELECT tenant_id, value FROM resources' },
    recordOf: (row) => ({ kind: 'resource', ...tenantOf(row), resource: valueIn(row) }),
    columns: { ...TENANT, resource: 'text', value: 'text' },
    rowOf: ({ tenant_id, resource: it }) => ({
      ...{ ...tenant(tenant_id), resource: named(it.resource), value: json(it) },
    }),
  },
  person: {
    ...{ table: 'people', select: 'SELECT tenant_id, password_hash, value FROM people' },
    recordOf: (row) => ({ kind: 'person', ...tenantOf(row), person: personOf(row) }),
    columns: {
      ...{ ...TENANT, sub: 'text', username_key: 'text', email_key: 'text' },
      ...{ password_hash: 'text', value: 'text' },
    },
    written: {
      username_key: "decode(username_key, 'hex')",
      email_key: "decode(email_key, 'hex')",
    },
    rowOf: ({ tenant_id, person: { password_hash, ...person } }) => {
      const { email } = person.claims
      return {
        ...{ ...tenant(tenant_id), sub: named(person.sub), username_key: hexOf(person.username) },
        ...(typeof email === 'string' ? { email_key: hexOf(email) } : {}),
        ...{ password_hash, value: json(person) },
      }
    },
  },
  session: {
    ...{ table: 'sessions', select: 'SELECT * FROM sessions' },
    recordOf: (row) => ({
      ...{ kind: 'session', ...tenantOf(row), session_hash: text(row.session_hash) },
      session: sessionOf(row),
    }),
    columns: {
      ...{ ...EXPIRING, session_hash: 'text', sid: 'text', sub: 'text' },
      ...{ client_ids: 'text[]', value: 'text' },
    },
    rowOf: ({ tenant_id, session_hash, session: { client_ids = [], ...session } }) => ({
      ...{ ...tenant(tenant_id), session_hash: named(session_hash), sid: named(session.sid) },
      ...{ sub: named(session.sub), expires_at: session.expires_at },
      ...{ client_ids: client_ids.map(named), value: json(session) },
    }),
  },
  consent: {
    ...{ table: 'consents', select: 'SELECT * FROM consents' },
    recordOf: (row) => ({
      ...{ kind: 'consent', ...tenantOf(row), sub: text(row.sub), client_id: text(row.client_id) },
      consent: consentOf(row),
    }),
    columns: {
      ...{ ...TENANT, sub: 'text', client_id: 'text', scope: 'text[]', resource: 'text[]' },
      ...{ claims: 'text[]', value: 'text' },
    },
    rowOf: ({ tenant_id, sub, client_id, consent }) => {
      const { scope, resource, claims = [], ...rest } = consent
      return {
        ...{ ...tenant(tenant_id), sub: named(sub), client_id: named(client_id) },
        ...{ scope: scope.map(named), resource: resource.map(named), claims: claims.map(named) },
        value: json(rest),
      }
    },
  },
  grant: {
    ...{ table: 'grants', select: `SELECT *, ${REASON} AS reason FROM grants g` },
    recordOf: (row) => {
      const refreshed_at = maybeNumber(row.refreshed_at)
      return {
        ...{ kind: 'grant', ...tenantOf(row), grant_id: text(row.grant_id) },
        ...{ client_id: text(row.client_id), generation: Number(row.generation), ...expiryOf(row) },
        ...(refreshed_at === undefined ? {} : { refreshed_at }),
        ...(row.reason === null
          ? {}
          : { revoked: row.reason as NonNullable<RecordOf<'grant'>['revoked']> }),
        ...(row.value === null ? {} : { grant: valueIn(row) }),
      }
    },
    columns: {
      ...{ ...EXPIRING, grant_id: 'text', client_id: 'text', client_no: 'bigint', sub: 'text' },
      ...{ person_epoch: 'bigint', sid: 'text', generation: 'bigint', refreshed_at: 'bigint' },
      ...{ revoked: 'text', value: 'text' },
    },
    written: {
      client_no: `(SELECT c.client_no FROM clients c
        WHERE c.tenant_id = given.tenant_id AND c.client_id = given.client_id)`,
      person_epoch: '0',
    },
    rowOf: ({ tenant_id, grant_id, client_id, grant, kind: _, ...kept }) => {
      const sid = grant && sessionItFallsWith(grant)
      return {
        ...{ ...tenant(tenant_id), grant_id: named(grant_id), client_id: named(client_id) },
        ...(grant === undefined ? {} : { sub: named(grant.sub), value: json(grant) }),
        ...(sid === undefined ? {} : { sid: named(sid) }),
        ...kept,
      }
    },
  },
  ended_session: {
    ...{ table: 'ended_sessions', select: 'SELECT * FROM ended_sessions' },
    recordOf: (row) => ({
      ...{ kind: 'ended_session', ...tenantOf(row), sid: text(row.sid) },
      ...{ whole: row.whole === true, ...expiryOf(row) },
    }),
    columns: { ...EXPIRING, sid: 'text', whole: 'boolean' },
    rowOf: ({ tenant_id, sid, whole, expires_at }) => ({
      ...{ ...tenant(tenant_id), sid: named(sid), whole, expires_at },
    }),
  },
  revoked_token: {
    ...{ table: 'revoked_tokens', select: 'SELECT * FROM revoked_tokens' },
    recordOf: (row) => ({
      ...{ kind: 'revoked_token', ...tenantOf(row), jti: text(row.jti), ...expiryOf(row) },
    }),
    columns: { ...EXPIRING, jti: 'text' },
    rowOf: ({ tenant_id, jti, expires_at }) => ({
      ...{ ...tenant(tenant_id), jti: named(jti), expires_at },
    }),
  },
  claimed: {
    ...{ table: 'claimed', select: 'SELECT * FROM claimed' },
    recordOf: (row) => ({
      ...{ kind: 'claimed', ...tenantOf(row), key: text(row.key), ...expiryOf(row) },
    }),
    columns: { ...EXPIRING, key: 'text', claimed_at: 'bigint' },
    written: { claimed_at: '0' },
    rowOf: ({ tenant_id, key, expires_at }) => ({
      ...{ ...tenant(tenant_id), key: named(key), expires_at },
    }),
  },
  sealed: {
    ...{ table: 'sealed', select: 'SELECT * FROM sealed' },
    recordOf: (row) => ({
      ...{ kind: 'sealed', ...tenantOf(row), ref: text(row.ref), sealed: String(row.sealed) },
      ...expiryOf(row),
    }),
    columns: { ...EXPIRING, ref: 'text', sealed: 'text' },
    rowOf: ({ tenant_id, ref, sealed, expires_at }) => ({
      ...{ ...tenant(tenant_id), ref: named(ref), sealed, expires_at },
    }),
  },
  delivery: {
    ...{ table: 'deliveries', select: 'SELECT * FROM deliveries' },
    recordOf: (row) => ({ kind: 'delivery', ...tenantOf(row), delivery: deliveryOf(row) }),
    columns: {
      ...{ ...EXPIRING, delivery_id: 'text', client_id: 'text', sub: 'text', sid: 'text' },
      ...{ attempts: 'int', next_at: 'bigint', failed_at: 'bigint', reason: 'text' },
      client_registered: 'text',
    },
    rowOf: ({ tenant_id, delivery: { delivery_id, client_id, sub, sid, reason, ...kept } }) => ({
      ...{ ...tenant(tenant_id), delivery_id: named(delivery_id), client_id: named(client_id) },
      ...{ sub: named(sub), sid: named(sid), client_registered: 'operator', ...kept },
      ...(reason === undefined ? {} : { reason: named(reason) }),
    }),
  },
}
