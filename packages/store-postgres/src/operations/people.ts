import { type PeopleStore, type Person, usernameKey } from '@gryphon/accounts/people-store'
import type { Database, Row } from '../database.ts'
import { codeOf } from '../faults.ts'
import { asRows, byTurn, changes, givenRows, named, puts, reads, valueIn } from '../sql.ts'
import { together } from '../together.ts'
import { endingSessions } from './logout.ts'

const ADD = changes(
  'add_person',
  `INSERT INTO people (tenant_id, sub, username_key, email_key, password_hash, value)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1`,
)
const FIND = reads(
  'find_people',
  `WITH ${givenRows('tenant_id text, sub text')}
  SELECT turn, password_hash, value FROM given JOIN people USING (tenant_id, sub)`,
)
const FIND_BY_LOGIN = reads(
  'find_person_by_login',
  `(SELECT password_hash, value, true AS is_username FROM people
    WHERE tenant_id = $1 AND username_key = $2)
  UNION ALL
  (SELECT password_hash, value, false FROM people
    WHERE tenant_id = $1 AND email_key = $2 LIMIT 2)`,
)
const LIST = reads(
  'list_people',
  `SELECT password_hash, value FROM people WHERE tenant_id = $1 AND username_key > $2
  ORDER BY username_key LIMIT $3`,
)
const REPLACE = puts(
  'replace_person',
  `UPDATE people SET username_key = $3, email_key = $4, password_hash = $5, value = $6
  WHERE tenant_id = $1 AND sub = $2 RETURNING 1`,
)

/** SQL: that every grant this person has had until now is dead; see `person_epochs`. `of` has a row if there is one. */
const newEpoch = (of: string) => `
  dead AS (
    INSERT INTO person_epochs AS before (tenant_id, sub, epoch)
      SELECT $1, $2, 1 FROM ${of}
      ON CONFLICT (tenant_id, sub) DO UPDATE SET epoch = before.epoch + 1
  )`

const CHANGE_PASSWORD = changes(
  'change_password',
  `WITH changed AS (
    UPDATE people SET password_hash = $5 WHERE tenant_id = $1 AND sub = $2 RETURNING 1
  ), ${endingSessions('sub = $2 AND EXISTS (SELECT 1 FROM changed)', 'whole')},
  ${newEpoch('changed')}
  SELECT 1 FROM changed`,
)
const REMOVE = changes(
  'remove_person',
  `WITH gone AS (DELETE FROM people WHERE tenant_id = $1 AND sub = $2 RETURNING 1),
  sessions_gone AS (
    DELETE FROM sessions WHERE tenant_id = $1 AND sub = $2 AND EXISTS (SELECT 1 FROM gone)
  ),
  consents_gone AS (
    DELETE FROM consents WHERE tenant_id = $1 AND sub = $2 AND EXISTS (SELECT 1 FROM gone)
  ), ${newEpoch('gone')}
  SELECT 1 FROM gone`,
)

/** Another person has the username, or the `sub`. */
const UNIQUE_VIOLATION = '23505'

/** The people of PostgreSQL (see `PeopleStore`). */
export function peopleOperations({ run }: Database): PeopleStore {
  const find = together(async (batch: readonly (readonly [string, string])[]) => {
    const given = batch.map(([tenant_id, sub]) => ({
      ...{ tenant_id: named(tenant_id), sub: named(sub) },
    }))
    return byTurn(batch.length, await run(FIND, asRows(given)), (row) => row && personOf(row))
  })
  return {
    async addPerson(tenant_id, person) {
      const rows = await run(ADD, [named(tenant_id), ...columnsOf(person)])
      return rows.length === 0 ? 'taken' : 'added'
    },
    async findPersonByLogin(tenant_id, login) {
      const rows = await run(FIND_BY_LOGIN, [named(tenant_id), keyOf(login)])
      const [byName] = rows.filter((row) => row.is_username === true)
      const [byEmail, another] = rows.filter((row) => row.is_username === false)
      const found = byName ?? (another === undefined ? byEmail : undefined)
      return found && personOf(found)
    },
    findPerson: (...given) => find(given),
    async listPeople(tenant_id, { after, limit }) {
      const rows = await run(LIST, [named(tenant_id), keyOf(after ?? ''), limit])
      return rows.map(personOf)
    },
    async replacePerson(tenant_id, person) {
      try {
        const rows = await run(REPLACE, [named(tenant_id), ...columnsOf(person)])
        return rows.length === 0 ? 'unknown' : 'replaced'
      } catch (fault) {
        if (codeOf(fault) !== UNIQUE_VIOLATION) throw fault
        return 'taken'
      }
    },
    async changePassword(tenant_id, { sub, password_hash }, { now, expires_at }) {
      const values = [named(tenant_id), named(sub), now, expires_at, password_hash]
      return (await run(CHANGE_PASSWORD, values)).length === 0 ? 'unknown' : 'changed'
    },
    async removePerson(tenant_id, sub) {
      const rows = await run(REMOVE, [named(tenant_id), named(sub)])
      return rows.length === 0 ? 'unknown' : 'removed'
    },
  }
}

const keyOf = (login: string) => Buffer.from(usernameKey(login))

function columnsOf({ password_hash, ...person }: Person) {
  const { email } = person.claims
  const email_key = typeof email === 'string' ? keyOf(email) : null
  const ids = [named(person.sub), keyOf(person.username), email_key] as const
  return [...ids, password_hash, JSON.stringify(person)] as const
}

/** The person of a row with `password_hash` and `value`. */
export const personOf = (row: Row): Person => ({
  ...valueIn<Omit<Person, 'password_hash'>>(row),
  password_hash: String(row.password_hash),
})
