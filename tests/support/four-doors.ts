import { type JWTPayload, SignJWT } from 'jose'
import { type ClientKey, clientKey } from './assertions.ts'
import { addClient } from './clients.ts'
import { authorizeQuery, post } from './flow.ts'
import { ISSUER, type TestOp } from './op.ts'
import type { Answer, UserAgent } from './user-agent.ts'

/** What a test says of a request: what differs from a good one; `undefined` leaves out. */
export type Over = Readonly<Record<string, string | undefined>>

/** The client of these tests, which has a key for request objects. */
export const CLIENT_ID = 'four-doors'

/** Registers it, and tells its key. */
export async function addClientWithKey(op: TestOp, over: object = {}): Promise<ClientKey> {
  const key = clientKey('ES256', 'a')
  await addClient(op, {
    client_id: CLIENT_ID,
    jwks: { keys: [key.public_jwk] },
    trusted: true,
    ...over,
  })
  return key
}

/** Signs a request object (RFC 9101 §4). */
export const signRequest = (
  { alg, kid, key }: ClientKey,
  claims: JWTPayload,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> =>
  new SignJWT({ iss: CLIENT_ID, aud: ISSUER, ...claims })
    .setProtectedHeader({ alg, kid, typ: 'oauth-authz-req+jwt', ...header })
    .sign(key, { crit: { 'urn:example:unknown': true } })

/** The ways in which an Authorization Request comes. */
export const WAYS = ['GET', 'POST', 'PAR', 'JAR'] as const

/** What a request comes to. PAR refuses at its own endpoint what the others refuse at theirs. */
export type Sent =
  | { readonly outcome: 'answered'; readonly answer: Answer }
  | { readonly outcome: 'not_pushed'; readonly error: string; readonly description: string }

/** Sends the same request by each way, in a browser. */
export const sendBy = (
  way: (typeof WAYS)[number],
  given: { readonly op: TestOp; readonly agent: UserAgent; readonly key: ClientKey },
  over: Over,
): Promise<Sent> => SEND[way](given, { client_id: CLIENT_ID, ...over })

type Send = (
  given: { readonly op: TestOp; readonly agent: UserAgent; readonly key: ClientKey },
  over: Over,
) => Promise<Sent>

const answered = (answer: Answer): Sent => ({ outcome: 'answered', answer })

const credentials = {
  authorization: `Basic ${btoa(`${CLIENT_ID}:a-secret-of-thirty-two-characters`)}`,
}

const SEND: Readonly<Record<(typeof WAYS)[number], Send>> = {
  GET: async ({ agent }, over) =>
    answered(await agent.open({ path: `/authorize?${authorizeQuery(over)}` })),
  POST: async ({ agent }, over) =>
    answered(await agent.open({ method: 'POST', path: '/authorize', body: authorizeQuery(over) })),
  PAR: async ({ op, agent }, over) => {
    const form = Object.fromEntries(new URLSearchParams(authorizeQuery(over)))
    const { status, json } = await post(op, '/oauth/par', form, credentials)
    if (status !== 201)
      return {
        outcome: 'not_pushed',
        error: String(json.error),
        description: String(json.error_description),
      }
    const query = new URLSearchParams({
      client_id: CLIENT_ID,
      request_uri: String(json.request_uri),
    })
    return answered(await agent.open({ path: `/authorize?${query}` }))
  },
  JAR: async ({ agent, key }, over) => {
    const inside = Object.fromEntries(new URLSearchParams(authorizeQuery(over)))
    const query = new URLSearchParams({
      client_id: CLIENT_ID,
      ...(inside.redirect_uri === undefined ? {} : { redirect_uri: inside.redirect_uri }),
      request: await signRequest(key, inside),
    })
    return answered(await agent.open({ path: `/authorize?${query}` }))
  },
}
