import { html } from 'hono/html'
import { LOGIN_MAX, type SignIn } from '../sign-in.ts'
import { appLogo, appName, destination, unchecked } from './application.ts'
import type { Language } from './language.ts'
import { alert, type Page } from './layout.ts'
import { legal } from './legal.ts'
import type { Markup } from './say.ts'
import { pageAddress, stepForm, type View } from './step.ts'
import { type Told, tellBusy, tellPause, toldBy } from './told.ts'

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

/** Focus goes where the person types next: the password once the username is there. */
const fields = ({ login, problem, language: { say } }: SignInView): Markup => {
  const state = fieldState(problem)
  const isLoginNext = login === ''
  return html`<div class="field">
<label for="username">${say('username')}</label>
<input id="username" name="username" type="text" value="${login}" maxlength="${LOGIN_MAX}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" required${state}${isLoginNext && html` autofocus`}>
</div>
<div class="field">
<label for="password">${say('password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${state}${!isLoginNext && html` autofocus`}>
</div>
<button class="primary" name="action" value="sign_in">${say('sign_in')}</button>`
}

const wayToAnAccount = ({ interaction, sign_up, language: { say } }: SignInView) =>
  sign_up === 'open' &&
  html`<p class="aside">${say('create_question')} <a href="${pageAddress(interaction, 'create')}">${say('create_link')}</a></p>`

/** The sign-in page. After a wrong password the username is still there, the password is not. */
export const signInPage = (view: SignInView): Page => {
  const { interaction, language, problem } = view
  const { say, sayPlain } = language
  const told = problem && tellProblem(language, problem)
  const cancel = html`<button class="link" name="action" value="deny">${say('cancel')}</button>`
  return {
    ...toldBy(told),
    title: sayPlain('sign_in_title'),
    main: html`<header>
${appLogo(language, interaction.client)}
<h1>${say('sign_in_title')}</h1>
<p class="lead">${say('sign_in_lead', { app: appName(language, interaction.client) })}</p>
</header>
${told && alert(told.text)}
${unchecked(view)}
${stepForm({ interaction }, fields(view))}
${wayToAnAccount(view)}
${stepForm({ interaction }, cancel)}
${legal(view)}
${destination(view)}`,
  }
}
