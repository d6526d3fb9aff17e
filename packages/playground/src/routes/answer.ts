import type { Context } from 'hono'
import type { Application } from '../application.ts'
import type { Login } from '../flow/login.ts'
import type { Session } from '../flow/sessions.ts'
import { type Failure, failurePage } from '../pages/failure.ts'
import { layout, type Page } from '../pages/layout.ts'
import { findSession } from '../web/cookies.ts'
import { type PageRights, pageHeaders } from '../web/headers.ts'

/** The statuses that pages are answered with. */
export type PageStatus = 200 | 400 | 403 | 404 | 500 | 502

/** Answers with a page. */
export const answerPage = (
  context: Context,
  page: Page,
  rights: PageRights = {},
  status: PageStatus = 200,
): Response | Promise<Response> => context.html(layout(page), status, pageHeaders(rights))

/** Answers that a login did not come about. */
export const answerFailure = (
  context: Context,
  app: Application,
  failure: Partial<Failure> & Pick<Failure, 'title' | 'text'>,
  status: PageStatus,
): Response | Promise<Response> => {
  const whole: Failure = { details: [], choice: undefined, steps: [], checks: [], ...failure }
  return answerPage(
    context,
    {
      title: whole.title,
      body: failurePage(whole),
      csrf: sessionOf(context, app)?.csrf,
    },
    { form_action: app.providerOrigins() },
    status,
  )
}

/** The session of the browser that asks, if it has one. */
export const sessionOf = (context: Context, app: Application): Session<Login> | undefined =>
  app.sessions.find(findSession(context), app.now())
