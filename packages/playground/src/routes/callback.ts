import type { Context } from 'hono'
import { type Application, SESSION_LIFETIME, transactionId } from '../application.ts'
import type { ResponseMode } from '../flow/choice.ts'
import { type Completed, completeLogin } from '../flow/complete.ts'
import {
  type Arrival,
  arrivedStep,
  crossSitePostStep,
  fragmentPageStep,
  responseStep,
  signInStep,
} from '../flow/front-channel.ts'
import type { BegunLogin } from '../flow/login.ts'
import { explainError } from '../flow/refusals.ts'
import type { Step } from '../flow/step.ts'
import { fragmentPage, resendPage } from '../pages/callback.ts'
import { dropTransaction, findSession, findTransactions, sendSession } from '../web/cookies.ts'
import { FRAGMENT_SCRIPT, SUBMIT_SCRIPT } from '../web/scripts.ts'
import { answerFailure, answerPage } from './answer.ts'

const readForm = async (request: Request): Promise<URLSearchParams> =>
  request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(await request.text())
    : new URLSearchParams()

const idOf = (parameters: URLSearchParams): string => transactionId(parameters.get('state') ?? '')

/** The response as the client library reads it: with the way by which it really came. */
const RESPONSES: Readonly<
  Record<ResponseMode, (redirect_uri: string, parameters: URLSearchParams) => URL | Request>
> = {
  query: (redirect_uri, parameters) => new URL(`${redirect_uri}?${parameters}`),
  fragment: (redirect_uri, parameters) => new URL(`${redirect_uri}#${parameters}`),
  form_post: (redirect_uri, body) => new Request(redirect_uri, { method: 'POST', body }),
}

const LOST = {
  unknown: {
    title: 'This login is over',
    text: 'It was finished already, or it took more than an hour. Each answer of the provider is used once, so it cannot be used again.',
  },
  foreign: {
    title: 'This login began in another browser',
    text: 'The answer belongs to a login that this browser did not begin, so it is not accepted here: whoever sent it may be someone else. If you began it here, cookies may be off.',
  },
} as const

const stepsUpTo = (begun: BegunLogin, arrival: Arrival): readonly Step[] => [
  ...begun.steps,
  signInStep(begun.url, begun.choice, {
    left_at: begun.left_at,
    returned_at: begun.first_sight?.at ?? arrival.at,
  }),
  ...(begun.first_sight === undefined ? [] : [begun.first_sight]),
  responseStep(arrival),
]

const dropFinished = (context: Context, app: Application): void => {
  for (const id of findTransactions(context).keys())
    if (!app.transactions.has(id, app.now())) dropTransaction(context, id)
}

const enter = (
  context: Context,
  app: Application,
  begun: BegunLogin,
  { steps, ...done }: Extract<Completed, { outcome: 'logged_in' }>,
): Response => {
  const id = app.newId()
  const now = app.now()
  const login = {
    choice: begun.choice,
    steps,
    logged_in_at: now,
    front: done.front,
    first: done.tokens,
    current: done.tokens,
    current_since: now,
    userinfo: done.userinfo,
    checks: [...done.front.checks, ...done.tokens.checks],
    answer: undefined,
    findings: [],
    notice: undefined,
  }
  const session = app.sessions.signIn({ id, login }, findSession(context), now)
  const location = `/logins/${id}`
  const cookie = sendSession(context, session.id, SESSION_LIFETIME)
  app.sessions.update(session.id, id, (entered) => ({
    ...entered,
    steps: [...entered.steps, arrivedStep(location, cookie, app.now())],
  }))
  context.header('cache-control', 'no-store')
  return context.redirect(location, 303)
}

const finish = async (
  context: Context,
  app: Application,
  arrival: Arrival,
  mode: ResponseMode,
): Promise<Response> => {
  const id = idOf(arrival.parameters)
  const taking = app.transactions.take(id, findTransactions(context).get(id), app.now())
  dropFinished(context, app)
  if (taking.outcome !== 'taken') return answerFailure(context, app, LOST[taking.outcome], 400)
  const begun = taking.login
  const before = stepsUpTo(begun, arrival)
  const response = RESPONSES[mode](begun.transaction.redirect_uri, arrival.parameters)
  const completed = await completeLogin({
    recorder: app.recorder,
    now: app.now,
    receive: async () => {
      const rp = await app.client()
      return { rp, front: await rp.receive(response, begun.transaction) }
    },
  })
  const steps = [...before, ...completed.steps]
  if (completed.outcome === 'logged_in') return enter(context, app, begun, { ...completed, steps })
  return answerFailure(
    context,
    app,
    { ...explainError(completed.error), choice: begun.choice, steps },
    400,
  )
}

/** `GET /callback`: an answer in the query, or the page that reads one from the fragment. */
export const callbackPageRoute = (app: Application) => async (context: Context) => {
  const parameters = new URL(context.req.url).searchParams
  const arrival = { request: context.req.raw, parameters, at: app.now() }
  if (parameters.size > 0) return finish(context, app, arrival, 'query')
  for (const id of findTransactions(context).keys())
    app.transactions.change(id, arrival.at, (begun) => ({
      ...begun,
      first_sight: fragmentPageStep(arrival),
    }))
  const page = { title: 'One moment', body: fragmentPage() }
  return answerPage(context, page, { script: FRAGMENT_SCRIPT })
}

/** `POST /callback`: an answer by form_post, from the provider's site, so without cookies. It is posted once more. */
export const callbackPostRoute = (app: Application) => async (context: Context) => {
  const parameters = await readForm(context.req.raw)
  const arrival = { request: context.req.raw, parameters, at: app.now() }
  app.transactions.change(idOf(parameters), arrival.at, (begun) => ({
    ...begun,
    first_sight: crossSitePostStep(arrival),
  }))
  const page = { title: 'One moment', body: resendPage(parameters) }
  return answerPage(context, page, { script: SUBMIT_SCRIPT })
}

/** `POST /callback/posted` and `POST /callback/fragment`: the answer with the cookies, from the application's own pages. */
export const answerRoute =
  (app: Application, mode: ResponseMode) =>
  async (context: Context): Promise<Response> => {
    const parameters = await readForm(context.req.raw)
    return finish(context, app, { request: context.req.raw, parameters, at: app.now() }, mode)
  }
