import { CLIENT_SECRET, PERSON, REDIRECT_URI, type TestOp } from './op.ts'
import { type Answer, hiddenFields, type UserAgent, userAgent } from './user-agent.ts'

/** The parameters of an Authorization Response, and where they were. */
export interface Landing {
  readonly where: 'query' | 'fragment' | 'form_post'
  readonly target: string
  readonly parameters: URLSearchParams
}

/** A request that asks for everything usual; give what differs, `undefined` to leave out. */
export function authorizePath(over: Readonly<Record<string, string | undefined>> = {}): string {
  return `/authorize?${authorizeQuery(over)}`
}

/** The same, as a query or form. */
export function authorizeQuery(over: Readonly<Record<string, string | undefined>> = {}): string {
  const asked = {
    client_id: 'app',
    redirect_uri: REDIRECT_URI,
    response_type: 'code id_token',
    scope: 'openid profile',
    state: 'a state',
    nonce: 'a-nonce',
    ...over,
  }
  return String(
    new URLSearchParams(
      Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
  )
}

/** Where an answer sends the person: to the client, or nowhere. */
export function landingOf(answer: Answer): Landing | undefined {
  const location = answer.headers.get('location')
  if (location !== null) {
    const url = new URL(location)
    const inFragment = url.hash.length > 2
    const parameters = new URLSearchParams(inFragment ? url.hash.slice(1) : url.search)
    const target = url.origin + url.pathname
    return { where: inFragment ? 'fragment' : 'query', target, parameters }
  }
  const target = /<form method="post" action="([^"]*)"/.exec(answer.text)?.[1]
  return target?.startsWith('http')
    ? { where: 'form_post', target, parameters: new URLSearchParams([...hiddenFields(answer)]) }
    : undefined
}

/** Where an answer sends the person; fails the test where that is nowhere. */
export function landed(answer: Answer): Landing {
  const landing = landingOf(answer)
  if (landing === undefined)
    throw new Error(`no landing: ${answer.status} ${answer.text.slice(0, 2000)}`)
  return landing
}

/** The password form, filled in rightly. */
export const SIGN_IN = { ...PERSON, action: 'sign_in' }
/** The consent form, allowed. */
export const ALLOW = { action: 'allow' }

/** Signs in and allows, from the first request to the client: what a person does. */
export async function logIn(agent: UserAgent, path: string): Promise<Landing> {
  let answer = await agent.open({ path })
  for (let pages = 0; pages < 4 && landingOf(answer) === undefined; pages += 1)
    answer = await agent.submit(answer, answer.text.includes('name="password"') ? SIGN_IN : ALLOW)
  return landed(answer)
}

/** Begins as a new browser and logs in. */
export const logInAnew = ({ door }: TestOp, over: Readonly<Record<string, string | undefined>>) =>
  logIn(userAgent(door), authorizePath(over))

/** The Basic credentials of a test client. */
export const basic = (client_id = 'app', secret = CLIENT_SECRET): string =>
  `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(secret)}`)}`

/** An answer of the token endpoint. */
export interface TokenAnswer extends Answer {
  readonly json: Readonly<Record<string, unknown>>
}

/** Sends a form to an endpoint that clients call, with Basic credentials unless the headers say otherwise. */
export async function post(
  { door }: Pick<TestOp, 'door'>,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { authorization: basic() },
): Promise<TokenAnswer> {
  const body = new URLSearchParams(form)
  const answer = await door.send({ method: 'POST', path, headers, body })
  return { ...answer, json: JSON.parse(answer.text) as Record<string, unknown> }
}

/** Redeems a code as the test client. */
export const redeem = (
  op: Pick<TestOp, 'door'>,
  code: string,
  over: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> =>
  post(op, '/oauth/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    ...over,
  })

/** Redeems a refresh token as the test client. */
export const refresh = (
  op: Pick<TestOp, 'door'>,
  refresh_token: string,
  over: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> =>
  post(op, '/oauth/token', { grant_type: 'refresh_token', refresh_token, ...over })

/** Asks UserInfo with a token in the header. */
export const userinfo = ({ door }: Pick<TestOp, 'door'>, token: string): Promise<Answer> =>
  door.send({ path: '/userinfo', headers: { authorization: `Bearer ${token}` } })

/** The claims of a JWT, unverified. */
export function claimsOf(jwt: unknown): Readonly<Record<string, unknown>> {
  const [, payload = ''] = String(jwt).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}
