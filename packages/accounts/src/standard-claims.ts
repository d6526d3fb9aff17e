import type { PeopleStore } from './people-store.ts'

/**
 * Those of a person's standard claims (Core §5.1) that are named and known. `preferred_username` is the username unless the
 * person has another. `undefined` when the person is gone or disabled: tokens then mean nothing.
 */
export const findClaims = async (
  people: PeopleStore,
  tenant_id: string,
  sub: string,
  names: readonly string[],
): Promise<Readonly<Record<string, unknown>> | undefined> => {
  const person = await people.findPerson(tenant_id, sub)
  if (person === undefined || person.disabled) return undefined
  if (names.length === 0) return {}
  const known: Readonly<Record<string, unknown>> = {
    preferred_username: person.username,
    ...person.claims,
  }
  const named = Object.entries(known).filter(
    ([name, value]) => names.includes(name) && value !== undefined,
  )
  return Object.fromEntries(named)
}
