import { type Answer, type Connection, requestText } from '../connection.ts'
import { type Alg, REDIRECT_URI, type Subject } from '../subjects/subject.ts'

/** A client of a provider, as it speaks. */
export interface Client {
  readonly origin: string
  readonly host: string
  readonly paths: Subject['paths']
  readonly client_id: string
  readonly alg: Alg
  /** The `Authorization` header of client_secret_basic (RFC 6749 §2.3.1). */
  readonly authorization: string
}

/** What an Authentication Request says beside what is always the same. */
export interface Request {
  readonly response_type: string
  readonly scope: string
  readonly state: string
  readonly nonce: string
  readonly prompt?: string
}

const wrong = (what: string, { status, head, body }: Answer) =>
  new Error(`${what}, but ${status}:\n${head}\n${body.slice(0, 2000)}`)

/** Path and query of an Authentication Request. */
export const authorizeTarget = ({ paths, client_id }: Client, request: Request): string =>
  `${paths.authorize}?${new URLSearchParams({
    ...{ client_id, redirect_uri: REDIRECT_URI, response_mode: 'form_post' },
    ...request,
  })}`

/** The value of a hidden field of a page; no value of ours has a character that HTML escapes. Throws where there is none. */
export const hiddenField = (page: string, name: string): string => {
  const value = findHiddenField(page, name)
  if (value === undefined) throw new Error(`a page without ${name}:\n${page.slice(0, 2000)}`)
  return value
}

/** The same; `undefined` where there is none. */
export const findHiddenField = (page: string, name: string): string | undefined => {
  const mark = `name="${name}" value="`
  const begin = page.indexOf(mark)
  return begin < 0
    ? undefined
    : page.slice(begin + mark.length, page.indexOf('"', begin + mark.length))
}

/** What came with the form post. */
export interface Front {
  readonly answer: Answer
  readonly code: string
  readonly id_token: string
  readonly access_token: string | undefined
}

/** The Authentication Request of a person who is signed in, answered by form post: with the artefacts that it names, and its state. */
export const authorize = async (
  connection: Connection,
  client: Client,
  cookie: string,
  request: Request,
): Promise<Front> => {
  const target = authorizeTarget(client, request)
  const answer = await connection.ask(
    requestText({ host: client.host, method: 'GET', target }, { cookie }),
  )
  const { status, body } = answer
  const hasToken = request.response_type.endsWith(' token')
  const access_token = findHiddenField(body, 'access_token')
  const isRight =
    status === 200 &&
    findHiddenField(body, 'state') === request.state &&
    (access_token !== undefined) === hasToken
  if (!isRight) throw wrong('a form post was expected', answer)
  const id_token = hiddenField(body, 'id_token')
  return { answer, code: hiddenField(body, 'code'), id_token, access_token }
}

/** A Token Response (RFC 6749 §5.1, Core §3.1.3.3). */
export interface Tokens {
  readonly answer: Answer
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token?: string
}

const askForTokens = async (
  connection: Connection,
  { host, paths, authorization }: Client,
  form: string,
): Promise<Tokens> => {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await connection.ask(
    requestText({ host, method: 'POST', target: paths.token }, headers, form),
  )
  if (answer.status !== 200) throw wrong('tokens were expected', answer)
  const tokens = JSON.parse(answer.body)
  if (typeof tokens.access_token !== 'string' || typeof tokens.id_token !== 'string')
    throw wrong('an access token and an ID Token were expected', answer)
  return { ...tokens, answer }
}

const CALLBACK = encodeURIComponent(REDIRECT_URI)

/** Redeems a code (RFC 6749 §4.1.3). */
export const redeem = (connection: Connection, client: Client, code: string): Promise<Tokens> =>
  askForTokens(
    connection,
    client,
    `grant_type=authorization_code&code=${encodeURIComponent(code)}&redirect_uri=${CALLBACK}`,
  )

/** Refreshes (RFC 6749 §6), and gives the refresh token that follows. */
export const refresh = async (
  connection: Connection,
  client: Client,
  refresh_token: string,
): Promise<string> => {
  const tokens = await askForTokens(
    connection,
    client,
    `grant_type=refresh_token&refresh_token=${encodeURIComponent(refresh_token)}`,
  )
  const next = tokens.refresh_token
  if (next === undefined || next === refresh_token)
    throw wrong('a new refresh token was expected', tokens.answer)
  return next
}

/** Asks UserInfo (Core §5.3). */
export const askUserinfo = async (
  connection: Connection,
  { host, paths }: Client,
  access_token: string,
): Promise<Answer> => {
  const answer = await connection.ask(
    requestText(
      { host, method: 'GET', target: paths.userinfo },
      { authorization: `Bearer ${access_token}` },
    ),
  )
  if (
    answer.status !== 200 ||
    !answer.body.includes('"sub":"') ||
    !answer.body.includes('"email":"')
  )
    throw wrong('claims were expected', answer)
  return answer
}

/** A document that anyone may read. */
export const readDocument = async (
  connection: Connection,
  { host, paths }: Client,
  name: 'discovery' | 'jwks',
): Promise<Answer> => {
  const answer = await connection.ask(requestText({ host, method: 'GET', target: paths[name] }, {}))
  if (answer.status !== 200 || !answer.body.startsWith('{'))
    throw wrong('a document was expected', answer)
  return answer
}
