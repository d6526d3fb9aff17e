import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addClient } from './clients.ts'
import { authorizePath, basic, claimsOf, landingOf, logIn, post } from './flow.ts'
import { REDIRECT_URI, type TestOp } from './op.ts'
import { landing, parameterOf } from './signed-in.ts'
import { type Answer, type UserAgent, userAgent } from './user-agent.ts'

/** Where clients of these tests want people to come back to. */
export const POST_LOGOUT = 'https://rp.example/signed-out'

/** A request that a client's site was sent. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly type: string
  readonly form: URLSearchParams
}

/** A client's site that is told of logout. */
export interface Receiver {
  readonly url: string
  /** What came since it was last asked. */
  take(): readonly Received[]
  /** Answers so from now on; `never` leaves it waiting. */
  answer(status: number | 'never'): void
  close(): Promise<void>
}

/** Starts one on a free port of this machine. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let answer: number | 'never' = 200
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    received.push({
      method: request.method ?? '',
      path: request.url ?? '',
      type: request.headers['content-type'] ?? '',
      form: new URLSearchParams(body),
    })
    if (answer !== 'never') response.writeHead(answer).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/backchannel?tenant=a`,
    take: () => received.splice(0),
    answer: (next) => {
      answer = next
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The path of a logout request. */
export const logoutPath = (parameters: Readonly<Record<string, string>> = {}): string =>
  `/oauth/logout?${new URLSearchParams(parameters)}`

/** Registers a client that has a post_logout_redirect_uri, and what else is given. */
export const addLogoutClient = (
  op: Pick<TestOp, 'op'>,
  over: Parameters<typeof addClient>[1],
): Promise<string> => addClient(op, { post_logout_redirect_uris: [POST_LOGOUT], ...over })

/** A browser that is signed in at a client, and the client's front-channel ID Token. */
export async function signedInAt(
  { door }: Pick<TestOp, 'door'>,
  client_id: string,
  agent: UserAgent = userAgent(door),
): Promise<{ readonly agent: UserAgent; readonly id_token: string }> {
  const there = await logIn(agent, authorizePath({ client_id }))
  return { agent, id_token: parameterOf(there, 'id_token') }
}

/** What `prompt=none` is told: the error, or nothing where it succeeded. */
export async function silently(agent: UserAgent, client_id: string): Promise<string | null> {
  const { parameters } = await landing(agent, { client_id, prompt: 'none' })
  return parameters.get('error')
}

/** Where an answer leads outside the OP, as it is in the Location. */
export const leadsTo = (answer: Answer): string | undefined =>
  landingOf(answer) === undefined ? undefined : (answer.headers.get('location') ?? undefined)

/** The sign-out form, answered with yes. */
export const SIGN_OUT = { action: 'sign_out' }

/** The claims of each logout token that came since it was last asked. */
export const told = (receiver: Receiver): readonly Readonly<Record<string, unknown>>[] =>
  receiver.take().map(({ form }) => claimsOf(form.get('logout_token')))

/** Redeems a code as another client than the test client. */
export const redeemAs = (op: Pick<TestOp, 'door'>, client_id: string, code: string) =>
  post(
    op,
    '/oauth/token',
    { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI },
    { authorization: basic(client_id) },
  )
