import { REDIRECT_URI, type TestOp } from './op.ts'
import type { Answer, Asked } from './user-agent.ts'

/** An answer in JSON; without a body, nothing. */
export interface JsonAnswer extends Answer {
  readonly json: Readonly<Record<string, unknown>>
}

type Given = Pick<TestOp, 'door'>

const JSON_TYPE = { 'content-type': 'application/json' }

/** Sends a request whose body is JSON, where it has one. */
export async function sendJson(
  { door }: Given,
  { body, headers, ...asked }: Omit<Asked, 'body'> & { readonly body?: unknown },
): Promise<JsonAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await door.send({
    ...asked,
    headers: { ...(body === undefined ? {} : JSON_TYPE), ...headers },
    ...(body === undefined ? {} : { body: text }),
  })
  return { ...answer, json: answer.text === '' ? {} : JSON.parse(answer.text) }
}

/** Registers a client by request (Dynamic Registration §3.1). */
export const register = (
  op: Given,
  metadata: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> =>
  sendJson(op, { method: 'POST', path: '/oauth/register', headers, body: metadata })

/** A client that has registered itself: what it was told. */
export interface SelfRegistered {
  readonly client_id: string
  readonly client_secret: string
  readonly registration_access_token: string
  readonly registration_client_uri: string
  readonly [name: string]: unknown
}

/** Registers a client that is like the test client, and fails the test where that is refused. */
export async function registerAnew(op: Given, over: object = {}): Promise<SelfRegistered> {
  const usual = { redirect_uris: [REDIRECT_URI], response_types: ['code id_token'] }
  const { status, text, json } = await register(op, { ...usual, ...over })
  if (status !== 201) throw new Error(`not registered: ${status} ${text}`)
  return json as SelfRegistered
}

/** A client manages itself (RFC 7592 §2). */
export const manage = (
  op: Given,
  { registration_client_uri, registration_access_token }: SelfRegistered,
  asked: { readonly method?: string; readonly body?: unknown; readonly token?: string } = {},
): Promise<JsonAnswer> => {
  const { method = 'GET', body, token = registration_access_token } = asked
  return sendJson(op, {
    method,
    path: new URL(registration_client_uri).pathname,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  })
}
