/** Someone who can sign in at a tenant: an End-User of the specifications (Core §1.2). */
export interface Person {
  /** Subject Identifier: never changed, never given to someone else (Core §8). */
  readonly sub: string
  readonly username: string
  /** A salted, slow hash (argon2id, PHC string); a store never sees a password. */
  readonly password_hash: string
  /** Standard claims (Core §5.1). */
  readonly claims: Readonly<Record<string, unknown>>
  /** Seconds since 1970. */
  readonly created_at: number
  /** Whether this person may sign in no more, for now. */
  readonly disabled: boolean
}

/**
 * Where people are kept. Each operation is one atomic step with a told outcome; everything belongs to a tenant and means
 * nothing in another. A promise is resolved only when what it tells is durable.
 */
export interface PeopleStore {
  /** `taken` if a person of this tenant has this `sub`, or the same username by `usernameKey`. */
  addPerson(tenant_id: string, person: Person): Promise<'added' | 'taken'>
  /** By username or, if exactly one person has it, by `claims.email`; both compared by `usernameKey`. */
  findPersonByLogin(tenant_id: string, login: string): Promise<Person | undefined>
  findPerson(tenant_id: string, sub: string): Promise<Person | undefined>
  /** Up to `limit` people in the order of `usernameKey`, those after the username `after`. */
  listPeople(
    tenant_id: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Person[]>
  /** Replaces the person of the same `sub`; `taken` if the new username is another's, and then nothing is changed. */
  replacePerson(tenant_id: string, person: Person): Promise<'replaced' | 'unknown' | 'taken'>
  /**
   * Gives a person another password and ends what the old one opened, in one step: their sessions (clients are told, as by
   * `endSessions` of the provider's store), every grant they have (`revoked_by_operator`), and the codes of these sessions that
   * nobody has redeemed yet. Consents stay.
   */
  changePassword(
    tenant_id: string,
    change: { readonly sub: string; readonly password_hash: string },
    times: { readonly now: number; readonly expires_at: number },
  ): Promise<'changed' | 'unknown'>
  /** Removes a person with their sessions and consents; their grants are revoked (`revoked_by_operator`): all in one step. */
  removePerson(tenant_id: string, sub: string): Promise<'removed' | 'unknown'>
}

/**
 * What two usernames, or two email addresses, are compared by: compatibility-composed (NFKC), lower case.
 *
 * @example usernameKey('Ｊane') // 'jane'
 */
export const usernameKey = (text: string): string => text.normalize('NFKC').toLowerCase()
