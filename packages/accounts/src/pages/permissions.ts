import { type Resource, shownText } from '@gryphon/provider'
import { html } from 'hono/html'
import type { Person } from '../people-store.ts'
import type { IconName } from './icons.ts'
import type { Language } from './language.ts'
import { shownClaim } from './person-shown.ts'
import type { Markup } from './say.ts'
import type { PersonView } from './step.ts'

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

/** What an application asks for. */
export interface Asked {
  readonly scope: readonly string[]
  /** The APIs, each with the permissions that are asked for. */
  readonly resources: readonly Resource[]
  /** Claims by name (Core §5.5). */
  readonly claims: readonly string[]
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

/** The standard claims (Core §5.1) that a page has words for. */
// biome-ignore format: a table, aligned by hand
const CLAIM_ICONS = {
  name: 'card', given_name: 'card', family_name: 'card', middle_name: 'card', nickname: 'card',
  preferred_username: 'card', profile: 'card', picture: 'card', website: 'card', gender: 'card',
  birthdate: 'card', zoneinfo: 'card', locale: 'card', updated_at: 'clock',
  email: 'mail', email_verified: 'mail', address: 'home',
  phone_number: 'phone', phone_number_verified: 'phone',
} as const satisfies Readonly<Record<string, IconName>>

type StandardClaim = keyof typeof CLAIM_ICONS

const isStandardClaim = (name: string): name is StandardClaim => Object.hasOwn(CLAIM_ICONS, name)

const TEXT_LIMIT = 160

const shownValue = (person: Person, claim: string | undefined): Markup | undefined => {
  const value = claim && shownClaim(person, claim)
  return value ? html`<bdi>${value}</bdi>` : undefined
}

const inWords = (title: Markup): Permission => ({ icon: 'key', title, detail: undefined })

const standardPermission = (
  { say }: Language,
  { scope, icon, claim }: StandardScope,
  person: Person,
): Permission => ({
  icon,
  title: say(`scope_${scope}`),
  detail: shownValue(person, claim) ?? say(`scope_${scope}_detail`),
})

/** A claim by its words, with its value where that is text. A language tag (`name#ja`, Core §5.2) changes neither. */
const claimPermission = ({ say }: Language, name: string, person: Person): Permission => {
  const [base = name] = name.split('#')
  return isStandardClaim(base)
    ? {
        icon: CLAIM_ICONS[base],
        title: say(`claim_${base}`),
        detail: shownValue(person, name) ?? shownValue(person, base),
      }
    : inWords(say('claim_other', { claim: shownText(name, TEXT_LIMIT) }))
}

/** An API is told of even where no permission of it is asked for: a token may be for it. */
const groupOf = ({ say }: Language, { name, scopes }: Resource): PermissionGroup => ({
  name: shownText(name, TEXT_LIMIT),
  permissions:
    scopes.length === 0
      ? [inWords(say('resource_bare'))]
      : scopes.map(({ description }) =>
          inWords(html`<bdi>${shownText(description, TEXT_LIMIT)}</bdi>`),
        ),
})

const undescribed = (
  { say }: Language,
  scope: readonly string[],
  resources: readonly Resource[],
): readonly Permission[] => {
  const described: readonly string[] = [
    ...STANDARD.map((standard) => standard.scope),
    ...resources.flatMap(({ scopes }) => scopes.map((known) => known.scope)),
  ]
  return scope
    .filter((word) => !described.includes(word))
    .map((word) => inWords(say('scope_other', { scope: shownText(word, TEXT_LIMIT) })))
}

/** What is asked for, in plain words: the account first, then each API, by its own descriptions. */
export const permissionGroups = (
  { interaction, language, person }: PersonView,
  { scope, resources, claims }: Asked,
): readonly PermissionGroup[] => {
  const standard = STANDARD.filter((known) => scope.includes(known.scope))
  const account: PermissionGroup = {
    name: undefined,
    permissions: [
      ...standard.map((known) => standardPermission(language, known, person)),
      ...claims.map((name) => claimPermission(language, name, person)),
      ...undescribed(language, scope, interaction.resources),
    ],
  }
  return [account, ...resources.map((resource) => groupOf(language, resource))].filter(
    ({ permissions }) => permissions.length > 0,
  )
}
