import type { Resource } from '@gryphon/provider'
import { html } from 'hono/html'
import { appLogo, appName, destination, plainName, unchecked } from './application.ts'
import { icon } from './icons.ts'
import { alert, type Page } from './layout.ts'
import { legal } from './legal.ts'
import {
  type Asked,
  type Permission,
  type PermissionGroup,
  permissionGroups,
} from './permissions.ts'
import type { Markup, Say } from './say.ts'
import { signedInAs } from './signed-in-as.ts'
import { type PersonView, stepForm } from './step.ts'
import type { TextKey } from './texts/texts.ts'

const permissionItem = (permission: Permission): Markup => html`<li>
${icon(permission.icon)}
<span class="permission"><span class="what">${permission.title}</span>${
  permission.detail && html` <span class="detail">${permission.detail}</span>`
}</span>
</li>`

const permissionList = (
  say: Say,
  groups: readonly PermissionGroup[],
  item: (permission: Permission) => Markup,
): Markup =>
  html`${groups.map(
    ({ name, permissions }) => html`
${(groups.length > 1 || name !== undefined) && html`<h3><bdi>${name ?? say('consent_account')}</bdi></h3>`}
<ul class="permissions">${permissions.map(item)}</ul>`,
  )}`

const allowedItem = ({ title }: Permission): Markup =>
  html`<li>${icon('check')}<span class="permission">${title}</span></li>`

const newlyAsked = ({ interaction }: PersonView): Asked => ({
  scope: interaction.new_scope,
  resources: interaction.new_resources,
  claims: interaction.new_claims,
})

/** What is left of each API without what is new of it. */
const resourcesAllowedBefore = (interaction: PersonView['interaction']): readonly Resource[] =>
  interaction.resources.flatMap((known) => {
    const asked = known.scopes.filter(({ scope }) => interaction.scope.includes(scope))
    const fresh = interaction.new_resources.find(({ resource }) => resource === known.resource)
    if (fresh === undefined) return [{ ...known, scopes: asked }]
    const newly = fresh.scopes.map(({ scope }) => scope)
    const scopes = asked.filter(({ scope }) => !newly.includes(scope))
    return scopes.length === 0 ? [] : [{ ...known, scopes }]
  })

const allowedBefore = ({ interaction }: PersonView): Asked => ({
  scope: interaction.scope.filter((word) => !interaction.new_scope.includes(word)),
  resources: resourcesAllowedBefore(interaction),
  claims: interaction.asked_claims.filter((name) => !interaction.new_claims.includes(name)),
})

/** What is new comes first; what was allowed before is told apart, and is all there is when nothing is new. */
const permissionSections = (view: PersonView): Markup => {
  const { say } = view.language
  const app = appName(view.language, view.interaction.client)
  const fresh = permissionGroups(view, newlyAsked(view))
  const old = permissionGroups(view, allowedBefore(view))
  if (fresh.length === 0)
    return html`<section><h2>${say('consent_old_only', { app })}</h2>${permissionList(say, old, permissionItem)}</section>`
  return html`<section><h2>${say('consent_new', { app })}</h2>${permissionList(say, fresh, permissionItem)}</section>
${
  old.length > 0 &&
  html`<section class="allowed"><h2>${say('consent_old')}</h2>${permissionList(say, old, allowedItem)}</section>`
}`
}

const buttons = (say: Say): Markup => html`<div class="choice">
<button class="secondary" name="action" value="deny">${say('deny')}</button>
<button class="primary" name="action" value="allow">${say('allow')}</button>
</div>`

const titleOf = (view: PersonView): TextKey & `consent_${string}title` => {
  const { scope, resources, claims } = newlyAsked(view)
  return scope.length + resources.length + claims.length > 0
    ? 'consent_title'
    : 'consent_again_title'
}

/** The consent page: who asks, for what, as whom, and where it leads (Core §3.1.2.4). */
export const consentPage = (view: PersonView): Page => {
  const { interaction, language } = view
  const { say, sayPlain } = language
  const title = titleOf(view)
  return {
    status: 200,
    title: sayPlain(title, { app: plainName(language, interaction.client) }),
    main: html`<header>
${appLogo(language, interaction.client)}
<h1>${say(title, { app: appName(language, interaction.client) })}</h1>
</header>
${view.is_other_person && alert(say('other_person'))}
${unchecked(view)}
${signedInAs(view)}
${permissionSections(view)}
${legal(view)}
${stepForm(view, buttons(say))}
${destination(view)}`,
  }
}
