import type { Seconds } from '@gryphon/provider'
import { html } from 'hono/html'
import { LOGIN_MAX, type SignIn } from '../sign-in.ts'
import { appLogo, appName, destination } from './application.ts'
import { alert, type Page } from './layout.ts'
import { type Markup, say, sayPlain } from './say.ts'
import { stepForm, type View } from './step.ts'

/** Why the page is shown again. */
export type SignInProblem =
  | Exclude<SignIn, { readonly outcome: 'signed_in' }>
  | { readonly outcome: 'incomplete' }

/** What the sign-in page shows. */
export interface SignInView extends View {
  /** The username as it was typed, or as the client guesses it (`login_hint`). */
  readonly login: string
  readonly problem: SignInProblem | undefined
}

const pauseText = (seconds: Seconds): string => {
  if (seconds === 1) return sayPlain('seconds_one')
  if (seconds < 60) return sayPlain('seconds_many', { count: String(seconds) })
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1
    ? sayPlain('minutes_one')
    : sayPlain('minutes_many', { count: String(minutes) })
}

interface Told {
  readonly status: number
  readonly text: Markup
  readonly headers?: Readonly<Record<string, string>>
}

const tellProblem = (problem: SignInProblem): Told => {
  switch (problem.outcome) {
    case 'wrong':
    case 'incomplete':
      return { status: 200, text: say(problem.outcome) }
    case 'paused':
      return {
        status: 429,
        text: say('paused', { pause: pauseText(problem.seconds) }),
        headers: { 'retry-after': String(problem.seconds) },
      }
    case 'busy':
      return { status: 503, text: say('busy'), headers: { 'retry-after': '2' } }
  }
}

const DESCRIBED = html` aria-describedby="problem"`
const INVALID = html`${DESCRIBED} aria-invalid="true"`

const fieldState = (problem: SignInProblem | undefined): Markup | undefined => {
  if (problem === undefined) return undefined
  return problem.outcome === 'wrong' || problem.outcome === 'incomplete' ? INVALID : DESCRIBED
}

/** Focus goes where the person types next: the password once the username is there. */
const fields = ({ login, problem }: SignInView): Markup => {
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

/** The sign-in page. After a wrong password the username is still there, the password is not. */
export const signInPage = (view: SignInView): Page => {
  const { interaction, problem } = view
  const app = appName(interaction.client)
  const told = problem && tellProblem(problem)
  const cancel = html`<button class="link" name="action" value="deny">${say('cancel')}</button>`
  return {
    status: told?.status ?? 200,
    title: sayPlain('sign_in_title'),
    ...(told && { has_error: true }),
    ...(told?.headers && { headers: told.headers }),
    main: html`<header>
${appLogo(interaction.client)}
<h1>${say('sign_in_title')}</h1>
<p class="lead">${say('sign_in_lead', { app })}</p>
</header>
${told && alert(told.text)}
${stepForm({ interaction }, fields(view))}
${stepForm({ interaction }, cancel)}
${destination(interaction)}`,
  }
}
