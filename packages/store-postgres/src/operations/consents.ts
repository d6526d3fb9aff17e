import type { Consent, Store } from '@gryphon/provider'
import type { Database, Row } from '../database.ts'
import { asRows, byTurn, changes, givenRows, named, namesIn, puts, reads, valueIn } from '../sql.ts'
import { together } from '../together.ts'

type ConsentOperations = Pick<Store, 'recordConsent' | 'findConsent' | 'removeConsent'>

const union = (column: string) =>
  `${column} = ARRAY(SELECT DISTINCT unnest(consents.${column} || excluded.${column}))`

const RECORD = puts(
  'record_consent',
  `INSERT INTO consents (tenant_id, sub, client_id, scope, resource, claims, value)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (tenant_id, sub, client_id) DO UPDATE
    SET ${union('scope')}, ${union('resource')}, ${union('claims')}, value = excluded.value`,
)
const FIND = reads(
  'find_consents',
  `WITH ${givenRows('tenant_id text, sub text, client_id text')}
  SELECT turn, scope, resource, claims, value
  FROM given JOIN consents USING (tenant_id, sub, client_id)`,
)
const REMOVE = changes(
  'remove_consent',
  'DELETE FROM consents WHERE tenant_id = $1 AND sub = $2 AND client_id = $3 RETURNING 1',
)

/** What PostgreSQL keeps of consents (see `Store`). */
export function consentOperations({ run }: Database): ConsentOperations {
  const find = together(async (batch: readonly (readonly [string, string, string])[]) => {
    const given = batch.map(([tenant_id, sub, client_id]) => ({
      ...{ tenant_id: named(tenant_id), sub: named(sub), client_id: named(client_id) },
    }))
    return byTurn(batch.length, await run(FIND, asRows(given)), (row) => row && consentOf(row))
  })
  return {
    async recordConsent(tenant_id, sub, client_id, consent) {
      const { scope, resource, claims = [], ...rest } = consent
      const lists = [scope, resource, claims].map((names) => names.map(named))
      const ids = [tenant_id, sub, client_id].map(named)
      await run(RECORD, [...ids, ...lists, JSON.stringify(rest)])
    },
    findConsent: (...given) => find(given),
    async removeConsent(tenant_id, sub, client_id) {
      const rows = await run(REMOVE, [tenant_id, sub, client_id].map(named))
      return rows.length === 0 ? 'unknown' : 'removed'
    },
  }
}

/** The consent of a row. */
export function consentOf(row: Row): Consent {
  const claims = namesIn(row.claims)
  return {
    ...valueIn<Pick<Consent, 'in' | 'given_at'>>(row),
    scope: namesIn(row.scope),
    resource: namesIn(row.resource),
    ...(claims.length === 0 ? {} : { claims }),
  }
}
