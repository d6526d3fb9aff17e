import { html } from 'hono/html'
import { appLogo, appName, destination, unchecked } from './application.ts'
import { alert, type Page } from './layout.ts'
import { legal } from './legal.ts'
import type { Markup } from './say.ts'
import { stepForm, type View } from './step.ts'
import { type Told, toldBy } from './told.ts'

/** Something that is typed. */
export interface EntranceField {
  /** Its name in the form, and that of its label's text. */
  readonly field: 'name' | 'username' | 'password'
  readonly type: 'text' | 'password'
  readonly value: string
  /** More attributes of the input. */
  readonly attributes: Markup
  /** What the input says of its fault, by ARIA. */
  readonly state: Markup | false | undefined
  /** What stands below it. */
  readonly remarks: readonly Markup[]
}

/** What tells one page of entering from the other. */
export interface Entrance {
  readonly title: 'sign_in_title' | 'create_title'
  readonly told: Told | undefined
  readonly fields: readonly EntranceField[]
  /** Where the person types next. */
  readonly focus: EntranceField['field']
  readonly action: 'sign_in' | 'create'
  /** The way to the other page, if there is one. */
  readonly aside: Markup | false
}

/** A page on which someone enters who is not known yet: who asks, the fields, the ways out. */
export const entrancePage = (view: View, entrance: Entrance): Page => {
  const { interaction, language } = view
  const { say, sayPlain } = language
  const { title, told, action, aside } = entrance
  const fields = entrance.fields.map((field) => fieldOf(view, field, entrance.focus))
  const yes = html`<button class="primary" name="action" value="${action}">${say(action)}</button>`
  const cancel = html`<button class="link" name="action" value="deny">${say('cancel')}</button>`
  return {
    ...toldBy(told),
    title: sayPlain(title),
    main: html`<header>
${appLogo(language, interaction.client)}
<h1>${say(title)}</h1>
<p class="lead">${say('sign_in_lead', { app: appName(language, interaction.client) })}</p>
</header>
${told && alert(told.text)}
${unchecked(view)}
${stepForm({ interaction }, html`${fields}${yes}`)}
${aside}
${stepForm({ interaction }, cancel)}
${legal(view)}
${destination(view)}`,
  }
}

const fieldOf = (
  { language: { say } }: View,
  { field, type, value, attributes, state, remarks }: EntranceField,
  focus: Entrance['focus'],
): Markup => html`<div class="field">
<label for="${field}">${say(field)}</label>
<input id="${field}" name="${field}" type="${type}" value="${value}" ${attributes} required${state}${field === focus && html` autofocus`}>
${remarks}
</div>
`

/** How a username is typed, wherever that is. */
export const USERNAME = html`autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false"`
