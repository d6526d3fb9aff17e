import { html } from 'hono/html'
import { PASSWORD_MAX, PASSWORD_MIN } from '../password-policy.ts'
import { LOGIN_MAX } from '../sign-in.ts'
import { type FieldFault, NAME_MAX, type SignUp, type SignUpField } from '../sign-up.ts'
import { appLogo, appName, destination, unchecked } from './application.ts'
import type { Language } from './language.ts'
import { alert, type Page } from './layout.ts'
import { legal } from './legal.ts'
import type { Markup } from './say.ts'
import { pageAddress, stepForm, type View } from './step.ts'
import { type Told, tellBusy, tellPause, toldBy } from './told.ts'

/** Why the page is shown again. */
export type SignUpProblem = Exclude<SignUp, { readonly outcome: 'created' }>

/** What the page shows that creates an account. */
export interface CreateView extends View {
  /** What was typed, but the password. */
  readonly name: string
  readonly username: string
  readonly problem: SignUpProblem | undefined
}

const tellProblem = (language: Language, problem: SignUpProblem): Told => {
  switch (problem.outcome) {
    case 'refused':
      return { status: 200, text: language.say('create_refused') }
    case 'paused':
      return tellPause(language, 'create_paused', problem.seconds)
    case 'busy':
      return tellBusy(language)
  }
}

const faultText = ({ say }: Language, fault: FieldFault): Markup =>
  fault === 'password_unfit'
    ? say(fault, { least: String(PASSWORD_MIN), most: String(PASSWORD_MAX) })
    : say(fault)

// biome-ignore format: a table
const FIELDS = [
  { field: 'name',     label: 'name',     type: 'text',     attributes: html`maxlength="${NAME_MAX}" autocomplete="name"` },
  { field: 'username', label: 'username', type: 'text',     attributes: html`maxlength="${LOGIN_MAX}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false"` },
  { field: 'password', label: 'password', type: 'password', attributes: html`minlength="${PASSWORD_MIN}" maxlength="${PASSWORD_MAX}" autocomplete="new-password"` },
] as const

/** What is said of a field beside its label: the hint, and what is wrong with what was typed. */
const remarksOn = (field: SignUpField, fault: FieldFault | undefined, language: Language) => [
  ...(field === 'password'
    ? [
        {
          id: 'password-hint',
          text: html`<p class="hint" id="password-hint">${language.say('password_hint', { count: String(PASSWORD_MIN) })}</p>`,
        },
      ]
    : []),
  ...(fault === undefined
    ? []
    : [
        {
          id: `${field}-problem`,
          text: html`<p class="fault" id="${field}-problem">${faultText(language, fault)}</p>`,
        },
      ]),
]

const faultsOf = ({ problem }: CreateView): Readonly<Partial<Record<SignUpField, FieldFault>>> =>
  problem?.outcome === 'refused' ? problem.faults : {}

/** Focus goes to the first field that is wrong or empty. */
const focusOf = (view: CreateView): SignUpField => {
  const values = { name: view.name, username: view.username, password: '' }
  const isNext = ({ field }: (typeof FIELDS)[number]) =>
    faultsOf(view)[field] !== undefined || values[field] === ''
  return FIELDS.find(isNext)?.field ?? 'password'
}

const fieldsOf = (view: CreateView): Markup => {
  const faults = faultsOf(view)
  const focus = focusOf(view)
  const values = { name: view.name, username: view.username, password: '' }
  return html`${FIELDS.map(({ field, label, type, attributes }) => {
    const fault = faults[field]
    const remarks = remarksOn(field, fault, view.language)
    const described = remarks.map(({ id }) => id).join(' ')
    return html`<div class="field">
<label for="${field}">${view.language.say(label)}</label>
<input id="${field}" name="${field}" type="${type}" value="${values[field]}" ${attributes} required${
      described !== '' && html` aria-describedby="${described}"`
    }${fault && html` aria-invalid="true"`}${field === focus && html` autofocus`}>
${remarks.map(({ text }) => text)}
</div>`
  })}
<button class="primary" name="action" value="create">${view.language.say('create')}</button>`
}

/** The page that creates an account (Initiating User Registration §4). What was typed is still there, but the password. */
export const createPage = (view: CreateView): Page => {
  const { interaction, language, problem } = view
  const { say, sayPlain } = language
  const told = problem && tellProblem(language, problem)
  const cancel = html`<button class="link" name="action" value="deny">${say('cancel')}</button>`
  return {
    ...toldBy(told),
    title: sayPlain('create_title'),
    main: html`<header>
${appLogo(language, interaction.client)}
<h1>${say('create_title')}</h1>
<p class="lead">${say('sign_in_lead', { app: appName(language, interaction.client) })}</p>
</header>
${told && alert(told.text)}
${unchecked(view)}
${stepForm({ interaction }, fieldsOf(view))}
<p class="aside">${say('sign_in_question')} <a href="${pageAddress(interaction, 'login')}">${say('sign_in')}</a></p>
${stepForm({ interaction }, cancel)}
${legal(view)}
${destination(view)}`,
  }
}
