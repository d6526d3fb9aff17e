import { STANDARD_SCOPES } from '@gryphon/protocol'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Resource } from '../model/resource.ts'
import type { Consent } from '../model/session.ts'

type Asked = Pick<AuthorizationRequest, 'scope' | 'resources'>

const STANDARD: readonly string[] = STANDARD_SCOPES

/** A permission of an API: two APIs may have permissions of one name, and to allow one is not to allow the other. */
const permissionOf = ({ resource }: Resource, scope: string) => `${resource} ${scope}`

const scopesAskedOf = ({ scopes }: Resource, { scope }: Asked) =>
  scopes.filter((known) => scope.includes(known.scope))

/** What a request asks a person for, as a consent remembers it. */
export const askedPermissions = (asked: Asked): Pick<Consent, 'scope' | 'resource'> => ({
  scope: [
    ...asked.scope.filter((word) => STANDARD.includes(word)),
    ...asked.resources.flatMap((resource) =>
      scopesAskedOf(resource, asked).map(({ scope }) => permissionOf(resource, scope)),
    ),
  ],
  resource: asked.resources.map(({ resource }) => resource),
})

/** The APIs that this consent does not cover, each with those permissions alone that are asked for and new. */
export const newResources = (asked: Asked, consent: Consent | undefined): readonly Resource[] =>
  asked.resources.flatMap((resource) => {
    const scopes = scopesAskedOf(resource, asked).filter(
      ({ scope }) => !consent?.scope.includes(permissionOf(resource, scope)),
    )
    const isKnown = consent?.resource.includes(resource.resource) === true
    return isKnown && scopes.length === 0 ? [] : [{ ...resource, scopes }]
  })

/** The words of the scope with which something new is asked for: of the account, or of an API. */
export function newScope(asked: Asked, consent: Consent | undefined): readonly string[] {
  const ofApis = newResources(asked, consent).flatMap(({ scopes }) =>
    scopes.map(({ scope }) => scope),
  )
  const isNew = (word: string) =>
    ofApis.includes(word) || (STANDARD.includes(word) && !consent?.scope.includes(word))
  return asked.scope.filter(isNew)
}
