import { ClientError } from '@gryphon/client'
import type { Context } from 'hono'
import { type Application, isSameSecret } from '../application.ts'
import { callApi } from '../flow/api-call.ts'
import { introspect } from '../flow/introspection.ts'
import type { Login, Notice } from '../flow/login.ts'
import { replayCode } from '../flow/replay.ts'
import type { Session } from '../flow/sessions.ts'
import type { Phase } from '../flow/step.ts'
import { answerFailure, sessionOf } from './answer.ts'

/** What a button does: the part of the flow it belongs to, and how it changes what is known of the login. */
interface Action {
  readonly phase: Phase
  readonly anchor: string
  run(app: Application, login: Login): Promise<Partial<Login>>
}

const GET_NOTES = { method: 'GET', path: '/notes' } as const

const WRITE_NOTE = {
  method: 'POST',
  path: '/notes',
  body: { text: 'Written by the playground' },
} as const

const NO_REFRESH_TOKEN: Notice = { tone: 'bad', text: 'There is no refresh token.' }

const REFRESHED: Notice = {
  tone: 'good',
  text: 'Refreshed: a new access token and the next refresh token. The one before is used up.',
}

const refresh = async (app: Application, { current }: Login): Promise<Partial<Login>> => {
  if (current.refresh_token === undefined) return { notice: NO_REFRESH_TOKEN }
  const rp = await app.client()
  const tokens = await rp.refresh(current.refresh_token, { claims: current.claims })
  const refresh_token = tokens.refresh_token ?? current.refresh_token
  const claims = tokens.claims ?? current.claims
  return {
    current: { ...tokens, refresh_token, ...(claims === undefined ? {} : { claims }) },
    current_since: app.now(),
    notice: REFRESHED,
  }
}

const basic = ({ client_id, client_secret }: Application['registration']): string => {
  const encoded = [client_id, client_secret].map((part) =>
    new URLSearchParams({ '': part }).toString().slice(1),
  )
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`
}

const replay = async (app: Application, { front, current }: Login): Promise<Partial<Login>> => {
  const rp = await app.client()
  const endpoint = rp.op.introspection_endpoint
  const { recorder, now, timeout } = app.apiCaller
  const introspector = { authorization: basic(app.registration), recorder, now, timeout }
  return {
    findings: await replayCode({
      rp,
      front,
      current,
      callApi: (access_token) => callApi(app.apiCaller, access_token, GET_NOTES),
      introspect:
        endpoint === undefined
          ? undefined
          : (token) => introspect({ endpoint, ...introspector }, token),
    }),
  }
}

const ACTIONS: Readonly<Record<string, Action>> = {
  notes: {
    phase: 'api',
    anchor: 'answer',
    run: async (app, { current }) => ({
      answer: await callApi(app.apiCaller, current.access_token, GET_NOTES),
    }),
  },
  'notes-front': {
    phase: 'api',
    anchor: 'answer',
    run: async (app, { front }) => ({
      answer: await callApi(app.apiCaller, front.access_token ?? '', GET_NOTES),
    }),
  },
  write: {
    phase: 'api',
    anchor: 'answer',
    run: async (app, { current }) => ({
      answer: await callApi(app.apiCaller, current.access_token, WRITE_NOTE),
    }),
  },
  refresh: { phase: 'refresh', anchor: 'latest', run: refresh },
  replay: { phase: 'replay', anchor: 'replay', run: replay },
}

const complaintAbout = (error: unknown): Notice => ({
  tone: 'bad',
  text:
    error instanceof ClientError
      ? `Refused: ${error.error ?? error.code}. ${error.error_description ?? error.message}`
      : 'Nothing answers there. Is it running?',
})

const MOST_STEPS = 200

const perform = async (
  app: Application,
  { id: session_id }: Session<Login>,
  id: string,
  login: Login,
  action: Action,
): Promise<void> => {
  const done = await app.recorder.record(action.phase, () => action.run(app, login))
  const change = done.outcome === 'done' ? done.value : { notice: complaintAbout(done.error) }
  app.sessions.update(session_id, id, (before) => ({
    ...before,
    answer: undefined,
    notice: undefined,
    ...change,
    steps: [...before.steps, ...done.steps].slice(0, MOST_STEPS),
  }))
}

const FORGED = {
  title: 'This button is out of date',
  text: 'The page is from an earlier login, or the request did not come from it. Open the login again and press it there.',
}

const GONE = {
  title: 'You are not logged in',
  text: 'This login has ended, or it belongs to another browser.',
}

const csrfOf = async (context: Context): Promise<string> => {
  const { csrf } = await context.req.parseBody()
  return typeof csrf === 'string' ? csrf : ''
}

/** `POST /logins/:id/:action`: a button of the page after a login. */
export const actionRoute = (app: Application) => async (context: Context) => {
  const { id = '', action: name = '' } = context.req.param()
  const session = sessionOf(context, app)
  const login = session?.logins.get(id)
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (session === undefined || login === undefined || action === undefined)
    return answerFailure(context, app, GONE, 404)
  if (!isSameSecret(session.csrf, await csrfOf(context)))
    return answerFailure(context, app, FORGED, 403)
  await perform(app, session, id, login, action)
  return context.redirect(`/logins/${id}#${action.anchor}`, 303)
}

/** Whether the form was sent by a page of this session. */
export const isOwnForm = async (context: Context, session: Session<Login>): Promise<boolean> =>
  isSameSecret(session.csrf, await csrfOf(context))
