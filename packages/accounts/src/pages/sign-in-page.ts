import { html } from 'hono/html'
import { LOGIN_MAX, type SignIn } from '../sign-in.ts'
import { entrancePage, USERNAME } from './entrance-page.ts'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'
import type { Markup } from './say.ts'
import { pageAddress, type View } from './step.ts'
import { type Told, tellBusy, tellPause } from './told.ts'

/** Why the page is shown again. */
export type SignInProblem =
  | Exclude<SignIn, { readonly outcome: 'signed_in' }>
  | { readonly outcome: 'incomplete' }

/** What the sign-in page shows. */
export interface SignInView extends View {
  /** The username as it was typed, or as the client guesses it (`login_hint`). */
  readonly login: string
  readonly problem: SignInProblem | undefined
  /** Whether the page offers to create an account. */
  readonly sign_up: 'open' | 'off'
}

const tellProblem = (language: Language, problem: SignInProblem): Told => {
  switch (problem.outcome) {
    case 'wrong':
    case 'incomplete':
      return { status: 200, text: language.say(problem.outcome) }
    case 'spent':
      return { status: 429, text: language.say('spent') }
    case 'paused':
      return tellPause(language, 'paused', problem.seconds)
    case 'busy':
      return tellBusy(language)
  }
}

const DESCRIBED = html` aria-describedby="problem"`
const INVALID = html`${DESCRIBED} aria-invalid="true"`

const fieldState = (problem: SignInProblem | undefined): Markup | undefined => {
  if (problem === undefined) return undefined
  return problem.outcome === 'wrong' || problem.outcome === 'incomplete' ? INVALID : DESCRIBED
}

const wayToAnAccount = ({ interaction, sign_up, language: { say } }: SignInView) =>
  sign_up === 'open' &&
  html`<p class="aside">${say('create_question')} <a href="${pageAddress(interaction, 'create')}">${say('create_link')}</a></p>`

const TYPED_LOGIN = html`maxlength="${LOGIN_MAX}" ${USERNAME}`
const TYPED_PASSWORD = html`autocomplete="current-password"`

/**
 * The sign-in page. After a wrong password the username is still there, the password is not; the focus goes where the person
 * types next.
 */
export const signInPage = (view: SignInView): Page => {
  const { login, problem } = view
  const told = problem && tellProblem(view.language, problem)
  const common = { state: fieldState(problem), remarks: [] }
  return entrancePage(view, {
    title: 'sign_in_title',
    told,
    fields: [
      { field: 'username', type: 'text', value: login, attributes: TYPED_LOGIN, ...common },
      { field: 'password', type: 'password', value: '', attributes: TYPED_PASSWORD, ...common },
    ],
    focus: login === '' ? 'username' : 'password',
    action: 'sign_in',
    aside: wayToAnAccount(view),
  })
}
