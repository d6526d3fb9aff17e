import type { Context } from 'hono'
import { type Application, LOGIN_LIFETIME, transactionId } from '../application.ts'
import { type Choice, isOffered, parseChoice } from '../flow/choice.ts'
import { departureSteps } from '../flow/front-channel.ts'
import { explainError } from '../flow/refusals.ts'
import { asksForApi } from '../flow/snippet.ts'
import { sendTransaction } from '../web/cookies.ts'
import { answerFailure } from './answer.ts'

const begin = (app: Application, choice: Choice) => async () => {
  const rp = await app.client()
  return rp.begin({
    response_type: choice.response_type,
    response_mode: choice.response_mode,
    scope: choice.scope.join(' '),
    ...(choice.prompt === undefined ? {} : { prompt: choice.prompt }),
    ...(choice.max_age === undefined ? {} : { max_age: choice.max_age }),
    ...(choice.login_hint === undefined ? {} : { login_hint: choice.login_hint }),
    ...(asksForApi(choice) ? { resource: app.registration.resource } : {}),
  })
}

const NOT_OFFERED = {
  title: 'Not by query',
  text: 'This response type brings tokens through the browser, and tokens never travel in a query: addresses are logged and kept (Multiple Response Types §5). Choose form_post or fragment.',
}

/** Begins a login: keeps its transaction under a cookie of its own, and sends the browser to the provider. */
export const loginRoute = (app: Application) => async (context: Context) => {
  const choice = parseChoice(new URL(context.req.url).searchParams)
  if (!isOffered(choice)) return answerFailure(context, app, NOT_OFFERED, 400)
  const arrived_at = app.now()
  const begun = await app.recorder.record('front', begin(app, choice))
  if (begun.outcome === 'failed')
    return answerFailure(context, app, { ...explainError(begun.error), choice }, 502)
  const { url, transaction } = begun.value
  const id = transactionId(transaction.state)
  const binding = app.newId()
  const set_cookie = sendTransaction(context, { id, binding, maxAge: LOGIN_LIFETIME })
  const left_at = app.now()
  const steps = departureSteps({
    request: context.req.raw,
    url,
    set_cookie,
    between: begun.steps,
    arrived_at,
    left_at,
  })
  app.transactions.add(id, {
    binding,
    expires_at: left_at + LOGIN_LIFETIME,
    login: { choice, transaction, url, left_at, steps, first_sight: undefined },
  })
  context.header('cache-control', 'no-store')
  context.header('referrer-policy', 'no-referrer')
  return context.redirect(url, 303)
}
