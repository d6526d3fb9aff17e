import { Hono } from 'hono'
import type { Application } from './application.ts'
import { ICON } from './pages/layout.ts'
import { actionRoute } from './routes/actions.ts'
import { answerFailure } from './routes/answer.ts'
import { answerRoute, callbackPageRoute, callbackPostRoute } from './routes/callback.ts'
import { loginRoute } from './routes/login.ts'
import { logoutRoute } from './routes/logout.ts'
import { loginPageRoute, startRoute } from './routes/pages.ts'
import { ownOrigin } from './web/own-origin.ts'
import { STYLE } from './web/style.ts'

const FILE_HEADERS = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }

const NOT_FOUND = { title: 'There is nothing here', text: 'This address leads nowhere.' }

const FAULT = {
  title: 'Something went wrong here',
  text: 'The fault is the application’s own. Go back to the start and try again.',
}

/** Every route of the application. */
export const routerOf = (app: Application): Hono =>
  new Hono()
    .use(ownOrigin(app.surroundings.url))
    .get('/', startRoute(app))
    .get('/style.css', ({ body }) =>
      body(STYLE, 200, { 'content-type': 'text/css', ...FILE_HEADERS }),
    )
    .get('/icon.svg', ({ body }) =>
      body(ICON, 200, { 'content-type': 'image/svg+xml', ...FILE_HEADERS }),
    )
    .get('/login', loginRoute(app))
    .get('/callback', callbackPageRoute(app))
    .post('/callback', callbackPostRoute(app))
    .post('/callback/posted', answerRoute(app, 'form_post'))
    .post('/callback/fragment', answerRoute(app, 'fragment'))
    .get('/logins/:id', loginPageRoute(app))
    .post('/logins/:id/:action', actionRoute(app))
    .post('/logout', logoutRoute(app))
    .notFound((context) => answerFailure(context, app, NOT_FOUND, 404))
    .onError((_fault, context) => answerFailure(context, app, FAULT, 500))
