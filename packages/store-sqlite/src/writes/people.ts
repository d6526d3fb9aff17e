import type { DatabaseSync } from 'node:sqlite'
import { type PeopleStore, type Person, usernameKey } from '@gryphon/accounts/people-store'
import { maybeValueIn } from '../rows.ts'
import { sessionsEnding } from './logout.ts'
import { revokeGrantsOf } from './removals.ts'
import type { Synchronous } from './synchronous.ts'

type PeopleWrites = Synchronous<
  Pick<PeopleStore, 'addPerson' | 'replacePerson' | 'changePassword' | 'removePerson'>
>

/** What is written of people. */
export function peopleWrites(database: DatabaseSync): PeopleWrites {
  const add = database.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const find = database.prepare('SELECT value FROM people WHERE tenant_id = ? AND sub = ?')
  const replace = database.prepare(
    'UPDATE OR IGNORE people SET username_key = ?, email_key = ?, value = ? WHERE tenant_id = ? AND sub = ?',
  )
  const removals = ['people', 'sessions INDEXED BY sessions_sub', 'consents'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE tenant_id = ? AND sub = ?`),
  )
  const revokeGrants = revokeGrantsOf(database, 'person')
  const endSessions = sessionsEnding(database)
  const endAccess = revokeGrantsOf(database, 'access')
  return {
    addPerson(tenant_id, person) {
      const { changes } = add.run(tenant_id, person.sub, ...columnsOf(person))
      return changes === 0 ? 'taken' : 'added'
    },
    replacePerson(tenant_id, person) {
      if (find.get(tenant_id, person.sub) === undefined) return 'unknown'
      const { changes } = replace.run(...columnsOf(person), tenant_id, person.sub)
      return changes === 0 ? 'taken' : 'replaced'
    },
    changePassword(tenant_id, { sub, password_hash }, times) {
      const person = maybeValueIn<Person>(find.get(tenant_id, sub))
      if (person === undefined) return 'unknown'
      replace.run(...columnsOf({ ...person, password_hash }), tenant_id, sub)
      for (const { sid } of endSessions(tenant_id, { sub }, times))
        endAccess(tenant_id, sid, times.expires_at)
      revokeGrants(tenant_id, sub)
      return 'changed'
    },
    removePerson(tenant_id, sub) {
      const [people] = removals.map((removal) => removal.run(tenant_id, sub).changes)
      if (people === 0) return 'unknown'
      revokeGrants(tenant_id, sub)
      return 'removed'
    },
  }
}

const columnsOf = (person: Person) =>
  [usernameKey(person.username), emailKeyOf(person), JSON.stringify(person)] as const

const emailKeyOf = ({ claims: { email } }: Person): string | null =>
  typeof email === 'string' ? usernameKey(email) : null
