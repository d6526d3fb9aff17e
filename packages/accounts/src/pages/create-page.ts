import { html } from 'hono/html'
import { PASSWORD_MAX, PASSWORD_MIN } from '../password-policy.ts'
import type { Person } from '../people-store.ts'
import { LOGIN_MAX } from '../sign-in.ts'
import { type FieldFault, NAME_MAX, type SignUp, type SignUpField } from '../sign-up.ts'
import { type EntranceField, entrancePage, USERNAME } from './entrance-page.ts'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'
import type { Markup } from './say.ts'
import { pageAddress, type View } from './step.ts'
import { type Told, tellBusy, tellPause } from './told.ts'

/** Why the page is shown again. */
export type SignUpProblem = Exclude<SignUp, { readonly person: Person }>

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
  { field: 'name',     type: 'text',     attributes: html`maxlength="${NAME_MAX}" autocomplete="name"` },
  { field: 'username', type: 'text',     attributes: html`maxlength="${LOGIN_MAX}" ${USERNAME}` },
  { field: 'password', type: 'password', attributes: html`minlength="${PASSWORD_MIN}" maxlength="${PASSWORD_MAX}" autocomplete="new-password"` },
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

const valuesOf = ({ name, username }: CreateView) => ({ name, username, password: '' })

/** Focus goes to the first field that is wrong or empty. */
const focusOf = (view: CreateView): SignUpField => {
  const isNext = ({ field }: (typeof FIELDS)[number]) =>
    faultsOf(view)[field] !== undefined || valuesOf(view)[field] === ''
  return FIELDS.find(isNext)?.field ?? 'password'
}

const fieldsOf = (view: CreateView): readonly EntranceField[] =>
  FIELDS.map((field) => {
    const fault = faultsOf(view)[field.field]
    const remarks = remarksOn(field.field, fault, view.language)
    const described = remarks.map(({ id }) => id).join(' ')
    return {
      ...field,
      value: valuesOf(view)[field.field],
      state: html`${described !== '' && html` aria-describedby="${described}"`}${fault && html` aria-invalid="true"`}`,
      remarks: remarks.map(({ text }) => text),
    }
  })

const wayToSignIn = ({ interaction, language: { say } }: CreateView) =>
  html`<p class="aside">${say('sign_in_question')} <a href="${pageAddress(interaction, 'login')}">${say('sign_in')}</a></p>`

/** The page that creates an account (Initiating User Registration §4). What was typed is still there, but the password. */
export const createPage = (view: CreateView): Page =>
  entrancePage(view, {
    title: 'create_title',
    told: view.problem && tellProblem(view.language, view.problem),
    fields: fieldsOf(view),
    focus: focusOf(view),
    action: 'create',
    aside: wayToSignIn(view),
  })
