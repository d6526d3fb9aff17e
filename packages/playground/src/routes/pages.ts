import type { Context } from 'hono'
import type { Application } from '../application.ts'
import { parseChoice } from '../flow/choice.ts'
import { loginPage, personOf } from '../pages/login.ts'
import { startPage } from '../pages/start.ts'
import { answerFailure, answerPage, sessionOf } from './answer.ts'

const LOGGED_OUT =
  'You are logged out of the application. The session at the provider goes on: log in again, and it will not ask for the password.'

/** `GET /`: where a login is put together. */
export const startRoute = (app: Application) => (context: Context) => {
  const query = new URL(context.req.url).searchParams
  const session = sessionOf(context, app)
  const body = startPage({
    choice: parseChoice(query),
    surroundings: app.surroundings,
    earlier: [...(session?.logins ?? [])].map(([id, login]) => ({
      id,
      name: personOf(login),
      response_type: login.choice.response_type,
    })),
    notice: query.has('logged_out') ? LOGGED_OUT : undefined,
  })
  return answerPage(
    context,
    { title: 'Start', body, csrf: session?.csrf },
    { form_action: app.providerOrigins() },
  )
}

const GONE = {
  title: 'You are not logged in',
  text: 'This login has ended, or it belongs to another browser.',
}

/** `GET /logins/:id`: what happened in a login, and what can be done with it. */
export const loginPageRoute = (app: Application) => (context: Context) => {
  const { id = '' } = context.req.param()
  const session = sessionOf(context, app)
  const login = session?.logins.get(id)
  if (session === undefined || login === undefined) return answerFailure(context, app, GONE, 404)
  const { issuer, resource } = app.registration
  const body = loginPage({ id, login, csrf: session.csrf, issuer, resource })
  return answerPage(context, { title: `Hello, ${personOf(login)}`, body, csrf: session.csrf })
}
