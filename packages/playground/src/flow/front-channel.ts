import type { Choice, ResponseMode } from './choice.ts'
import { showHeaders, showRequest, showUrl } from './message.ts'
import type { Exchange, Milestone, Step } from './step.ts'

const STEP = {
  kind: 'exchange',
  phase: 'front',
  outcome: 'done',
  seen: 'seen',
  carries: '',
  answer: undefined,
  request: undefined,
  response: undefined,
  remark: undefined,
} as const

const pathOf = (url: string): string => new URL(url).pathname

const DEPARTURE_REMARK =
  'The application makes state, nonce and the PKCE code_verifier, keeps them for this one login under a cookie of its own, and sends the browser on.'

/** How the browser was sent to the provider. */
export interface Departure {
  readonly request: Request
  readonly url: string
  readonly set_cookie: string
  /** What the application asked the provider meanwhile. */
  readonly between: readonly Step[]
  readonly arrived_at: number
  readonly left_at: number
}

/** The browser asks to log in, and is sent to the provider: in one step, or in two where something came between. */
export const departureSteps = (departure: Departure): readonly Step[] => {
  const { request, url, set_cookie, between, arrived_at, left_at } = departure
  const asked = {
    ...STEP,
    at: arrived_at,
    from: 'browser',
    to: 'application',
    title: 'GET /login',
    request: showRequest(request, new URL(request.url).searchParams),
  } as const
  const response = {
    line: '303 See Other',
    headers: [
      ['location', showUrl(url).line],
      ...showHeaders([['set-cookie', set_cookie]], ['set-cookie']),
    ],
    fields: showUrl(url).fields,
  } as const
  if (between.length === 0)
    return [{ ...asked, answer: '303 to the provider', response, remark: DEPARTURE_REMARK }]
  const answered = {
    ...STEP,
    at: left_at,
    from: 'application',
    to: 'browser',
    title: '303 See Other',
    carries: 'to the provider',
    response,
    remark: DEPARTURE_REMARK,
  } as const
  return [asked, ...between, answered]
}

const ANSWERS: Readonly<Record<ResponseMode, string>> = {
  form_post: 'a page that posts itself to the application',
  fragment: '303 to the application, with a fragment',
  query: '303 to the application, with a query',
}

/** What browser and provider did meanwhile; the application knows only that it began and that it ended. */
export const signInStep = (
  url: string,
  choice: Choice,
  { left_at, returned_at }: { readonly left_at: number; readonly returned_at: number },
): Step => ({
  ...STEP,
  at: left_at,
  from: 'browser',
  to: 'provider',
  seen: 'inferred',
  title: `GET ${pathOf(url)}`,
  carries: 'sign-in and consent, where needed',
  answer: ANSWERS[choice.response_mode],
  request: { line: `GET ${showUrl(url).line}`, headers: [], fields: showUrl(url).fields },
  remark: `What happens here stays between the browser and the provider: the application never sees a password. It knows that this took ${(returned_at - left_at).toFixed(1)} seconds, and whatever comes back.`,
})

/** An Authorization Response as a request of the browser brought it. */
export interface Arrival {
  readonly request: Request
  readonly parameters: URLSearchParams
  readonly at: number
}

const carried = (parameters: URLSearchParams): string =>
  [...parameters.keys()]
    .filter((name) => ['code', 'id_token', 'access_token', 'state', 'iss', 'error'].includes(name))
    .join(', ')

const arrivalStep = ({ request, parameters, at }: Arrival): Exchange => ({
  ...STEP,
  at,
  from: 'browser',
  to: 'application',
  title: `${request.method} ${pathOf(request.url)}`,
  carries: carried(parameters),
  outcome: parameters.has('error') ? 'refused' : 'done',
  request: showRequest(request, parameters),
})

/** The post from the provider's site: without the application's cookies, so it is answered by a page that posts again. */
export const crossSitePostStep = (arrival: Arrival): Exchange => ({
  ...arrivalStep(arrival),
  outcome: 'done',
  answer: '200, a page that posts it again',
  remark:
    'This post comes from the provider’s site, so the browser leaves out SameSite=Lax cookies, and with them all that says which login it belongs to. The application answers with a page that posts the same fields again, now from its own site.',
})

/** The page that a fragment comes to; the fragment itself is never sent. */
export const fragmentPageStep = ({ request, at }: Omit<Arrival, 'parameters'>): Exchange => ({
  ...arrivalStep({ request, at, parameters: new URLSearchParams() }),
  carries: 'the fragment stays in the browser',
  answer: '200, a script that reads the fragment',
  remark:
    'Browsers send no fragment. A small script on the application’s own page reads it, clears it from the address bar and the history, and posts it to the application.',
})

/** The Authorization Response, with the cookie that ties it to the login that this browser began. */
export const responseStep = (arrival: Arrival): Exchange => ({
  ...arrivalStep(arrival),
  remark:
    'The Authorization Response. The cookie of this login comes with it, so it is known which login it answers; each login is answered once.',
})

/** The end of the login: the browser gets its session, under a new id. */
export const arrivedStep = (location: string, set_cookie: string, at: number): Exchange => ({
  ...STEP,
  phase: 'back',
  at,
  from: 'application',
  to: 'browser',
  title: '303 See Other',
  carries: 'logged in: a session cookie, and no token',
  response: {
    line: '303 See Other',
    headers: [['location', location], ...showHeaders([['set-cookie', set_cookie]], ['set-cookie'])],
    fields: [],
  },
  remark:
    'The tokens stay with the application. The browser holds a session id, HttpOnly and SameSite=Lax, made new for this login.',
})

/** Something that the application now knows. */
export const milestone = (
  phase: Milestone['phase'],
  at: number,
  [title, text]: readonly [title: string, text: string],
): Milestone => ({ kind: 'milestone', phase, at, title, text })
