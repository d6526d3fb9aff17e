import type { Context } from 'hono'
import type { Application } from '../application.ts'
import type { Login } from '../flow/login.ts'
import { dropSession } from '../web/cookies.ts'
import { isOwnForm } from './actions.ts'
import { answerFailure, sessionOf } from './answer.ts'

const revoke = async (app: Application, { current }: Login): Promise<void> => {
  if (current.refresh_token === undefined) return
  const rp = await app.client()
  await rp.revoke(current.refresh_token, 'refresh_token')
}

const FORGED = {
  title: 'Not logged out',
  text: 'The request did not come from a page of this session. Press the button there again.',
}

/** `POST /logout`: ends the session of the application at once, and then revokes what it held as far as the provider answers. */
export const logoutRoute = (app: Application) => async (context: Context) => {
  const session = sessionOf(context, app)
  if (session !== undefined && !(await isOwnForm(context, session)))
    return answerFailure(context, app, FORGED, 403)
  if (session !== undefined) app.sessions.end(session.id)
  dropSession(context)
  await Promise.allSettled([...(session?.logins.values() ?? [])].map((login) => revoke(app, login)))
  return context.redirect('/?logged_out', 303)
}
