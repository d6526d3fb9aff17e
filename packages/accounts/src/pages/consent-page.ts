import type { Client } from '@gryphon/provider'
import { html } from 'hono/html'
import { appLogo, appName, destination, plainName } from './application.ts'
import { icon } from './icons.ts'
import { alert, type Page } from './layout.ts'
import { type Permission, type PermissionGroup, permissionGroups } from './permissions.ts'
import { type Markup, say, sayPlain } from './say.ts'
import { signedInAs } from './signed-in-as.ts'
import { type PersonView, stepForm } from './step.ts'
import type { TextKey } from './texts.ts'
import { webAddress } from './web-address.ts'

const permissionItem = (permission: Permission): Markup => html`<li>
${icon(permission.icon)}
<span class="permission"><span class="what">${permission.title}</span>${
  permission.detail && html` <span class="detail">${permission.detail}</span>`
}</span>
</li>`

const permissionList = (
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

/** What is new comes first; what was allowed before is told apart, and is all there is when nothing is new. */
const permissionSections = ({ interaction, person }: PersonView): Markup => {
  const app = appName(interaction.client)
  const fresh = permissionGroups(interaction.new_scope, interaction, person)
  const old_scope = interaction.scope.filter((word) => !interaction.new_scope.includes(word))
  const old = permissionGroups(old_scope, interaction, person)
  if (fresh.length === 0)
    return html`<section><h2>${say('consent_old_only', { app })}</h2>${permissionList(old, permissionItem)}</section>`
  return html`<section><h2>${say('consent_new', { app })}</h2>${permissionList(fresh, permissionItem)}</section>
${
  old.length > 0 &&
  html`<section class="allowed"><h2>${say('consent_old')}</h2>${permissionList(old, allowedItem)}</section>`
}`
}

const outsideLink = (url: URL, key: 'policy' | 'tos'): Markup =>
  html`<a href="${url.href}" target="_blank" rel="noopener noreferrer">${say(key)}<span class="hidden"> ${say('opens_new_tab')}</span></a>`

const legalText = (client: Client): Markup | undefined => {
  const app = appName(client)
  const policy_url = webAddress(client.policy_uri)
  const tos_url = webAddress(client.tos_uri)
  const policy = policy_url && outsideLink(policy_url, 'policy')
  const tos = tos_url && outsideLink(tos_url, 'tos')
  if (policy && tos) return say('about_both', { app, policy, tos })
  if (policy) return say('about_policy', { app, policy })
  return tos && say('about_tos', { app, tos })
}

const BUTTONS = html`<div class="choice">
<button class="secondary" name="action" value="deny">${say('deny')}</button>
<button class="primary" name="action" value="allow">${say('allow')}</button>
</div>`

/** The consent page: who asks, for what, as whom, and where it leads (Core §3.1.2.4). */
export const consentPage = (view: PersonView): Page => {
  const { client, new_scope } = view.interaction
  const title: TextKey & `consent_${string}` =
    new_scope.length > 0 ? 'consent_title' : 'consent_again_title'
  const legal = legalText(client)
  return {
    status: 200,
    title: sayPlain(title, { app: plainName(client) }),
    main: html`<header>
${appLogo(client)}
<h1>${say(title, { app: appName(client) })}</h1>
</header>
${view.is_other_person && alert(say('other_person'))}
${signedInAs(view)}
${permissionSections(view)}
${legal && html`<p class="legal">${legal}</p>`}
${stepForm(view, BUTTONS)}
${destination(view.interaction)}`,
  }
}
