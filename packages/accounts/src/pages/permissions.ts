import type { PendingInteraction, Resource } from '@gryphon/provider'
import { html } from 'hono/html'
import type { Person } from '../people-store.ts'
import type { IconName } from './icons.ts'
import { shownClaim } from './person-shown.ts'
import { type Markup, say } from './say.ts'
import { shownText } from './shown-text.ts'

/** One thing that an application may do, in plain words. */
export interface Permission {
  readonly icon: IconName
  readonly title: Markup
  readonly detail: Markup | undefined
}

/** Permissions that belong together: those over the person's account (no name), or those of one API. */
export interface PermissionGroup {
  readonly name: string | undefined
  readonly permissions: readonly Permission[]
}

interface StandardScope {
  readonly scope: 'openid' | 'profile' | 'email' | 'address' | 'phone' | 'offline_access'
  readonly icon: IconName
  /** The claim whose value tells best what is shared. */
  readonly claim?: string
}

// biome-ignore format: a table, aligned by hand
const STANDARD: readonly StandardScope[] = [
  { scope: 'openid', icon: 'person' },
  { scope: 'profile', icon: 'card', claim: 'name' },
  { scope: 'email', icon: 'mail', claim: 'email' },
  { scope: 'address', icon: 'home' },
  { scope: 'phone', icon: 'phone', claim: 'phone_number' },
  { scope: 'offline_access', icon: 'clock' },
]

const TEXT_LIMIT = 160

const standardPermission = ({ scope, icon, claim }: StandardScope, person: Person): Permission => {
  const value = claim && shownClaim(person, claim)
  return {
    icon,
    title: say(`scope_${scope}`),
    detail: value ? html`<bdi>${value}</bdi>` : say(`scope_${scope}_detail`),
  }
}

const groupOf = (resource: Resource, scope: readonly string[]): PermissionGroup => ({
  name: shownText(resource.name, TEXT_LIMIT),
  permissions: resource.scopes
    .filter((known) => scope.includes(known.scope))
    .map(({ description }) => ({
      icon: 'key',
      title: html`<bdi>${shownText(description, TEXT_LIMIT)}</bdi>`,
      detail: undefined,
    })),
})

const undescribed = (
  scope: readonly string[],
  resources: readonly Resource[],
): readonly Permission[] => {
  const described: readonly string[] = [
    ...STANDARD.map((standard) => standard.scope),
    ...resources.flatMap(({ scopes }) => scopes.map((known) => known.scope)),
  ]
  return scope
    .filter((word) => !described.includes(word))
    .map((word) => ({
      icon: 'key',
      title: say('scope_other', { scope: shownText(word, TEXT_LIMIT) }),
      detail: undefined,
    }))
}

/** What a scope means, in plain words: the account first, then each API that has something in it, by its own descriptions. */
export const permissionGroups = (
  scope: readonly string[],
  { resources }: Pick<PendingInteraction, 'resources'>,
  person: Person,
): readonly PermissionGroup[] => {
  const standard = STANDARD.filter((known) => scope.includes(known.scope))
  const account: PermissionGroup = {
    name: undefined,
    permissions: [
      ...standard.map((known) => standardPermission(known, person)),
      ...undescribed(scope, resources),
    ],
  }
  return [account, ...resources.map((resource) => groupOf(resource, scope))].filter(
    ({ permissions }) => permissions.length > 0,
  )
}
