import { type PeopleStore, type Person, usernameKey } from './people-store.ts'

const emailKeyOf = (person: Person): string | undefined =>
  typeof person.claims.email === 'string' ? usernameKey(person.claims.email) : undefined

const inOrder = (people: readonly Person[]): readonly Person[] =>
  people.toSorted((a, b) => (usernameKey(a.username) < usernameKey(b.username) ? -1 : 1))

/**
 * People in memory: for tests, and for a provider that forgets everyone when it stops. Sessions and grants are in another
 * place, and stay when a person goes or has another password: a provider for longer has both in one store.
 */
export const memoryPeople = (): PeopleStore => {
  const tenants = new Map<string, ReadonlyMap<string, Person>>()
  const peopleOf = (tenant_id: string) => [...(tenants.get(tenant_id)?.values() ?? [])]
  const put = (tenant_id: string, person: Person) =>
    tenants.set(tenant_id, new Map([...(tenants.get(tenant_id) ?? []), [person.sub, person]]))
  const isNameTaken = (tenant_id: string, person: Person) =>
    peopleOf(tenant_id).some(
      ({ sub, username }) =>
        sub !== person.sub && usernameKey(username) === usernameKey(person.username),
    )
  return {
    addPerson: async (tenant_id, person) => {
      const isTaken = tenants.get(tenant_id)?.has(person.sub) || isNameTaken(tenant_id, person)
      if (isTaken) return 'taken'
      put(tenant_id, person)
      return 'added'
    },
    findPersonByLogin: async (tenant_id, login) => {
      const key = usernameKey(login)
      const everyone = peopleOf(tenant_id)
      const byName = everyone.find(({ username }) => usernameKey(username) === key)
      const byEmail = everyone.filter((person) => emailKeyOf(person) === key)
      return byName ?? (byEmail.length === 1 ? byEmail[0] : undefined)
    },
    findPerson: async (tenant_id, sub) => tenants.get(tenant_id)?.get(sub),
    listPeople: async (tenant_id, { after, limit }) =>
      inOrder(peopleOf(tenant_id))
        .filter(({ username }) => after === undefined || usernameKey(username) > usernameKey(after))
        .slice(0, limit),
    replacePerson: async (tenant_id, person) => {
      if (!tenants.get(tenant_id)?.has(person.sub)) return 'unknown'
      if (isNameTaken(tenant_id, person)) return 'taken'
      put(tenant_id, person)
      return 'replaced'
    },
    changePassword: async (tenant_id, { sub, password_hash }) => {
      const person = tenants.get(tenant_id)?.get(sub)
      if (person === undefined) return 'unknown'
      put(tenant_id, { ...person, password_hash })
      return 'changed'
    },
    removePerson: async (tenant_id, sub) => {
      const rest = new Map(tenants.get(tenant_id))
      if (!rest.delete(sub)) return 'unknown'
      tenants.set(tenant_id, rest)
      return 'removed'
    },
  }
}
