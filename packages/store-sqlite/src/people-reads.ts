import { type PeopleStore, type Person, usernameKey } from '@gryphon/accounts/people-store'
import type { Reader } from './reader.ts'
import { maybeValueIn, valueIn } from './rows.ts'

type PeopleReads = Pick<PeopleStore, 'findPersonByLogin' | 'findPerson' | 'listPeople'>

/** Everything of a store of people that only reads, on a connection of this thread. */
export function peopleReads({ prepare }: Pick<Reader, 'prepare'>): PeopleReads {
  const find = prepare('SELECT value FROM people WHERE tenant_id = ? AND sub = ?')
  const findByName = prepare('SELECT value FROM people WHERE tenant_id = ? AND username_key = ?')
  const findByEmail = prepare(
    'SELECT value FROM people INDEXED BY people_email_key WHERE tenant_id = ? AND email_key = ? LIMIT 2',
  )
  const list = prepare(
    'SELECT value FROM people WHERE tenant_id = ? AND username_key > ? ORDER BY username_key LIMIT ?',
  )
  return {
    findPerson: async (tenant_id, sub) => maybeValueIn<Person>(find.get(tenant_id, sub)),
    async findPersonByLogin(tenant_id, login) {
      const key = usernameKey(login)
      const [one, another] = findByEmail.all(tenant_id, key)
      const byEmail = another === undefined ? one : undefined
      return maybeValueIn<Person>(findByName.get(tenant_id, key) ?? byEmail)
    },
    async listPeople(tenant_id, { after, limit }) {
      const rows = list.all(tenant_id, usernameKey(after ?? ''), limit)
      return rows.map((row) => valueIn<Person>(row))
    },
  }
}
