import assert from 'node:assert/strict'
import { checkError, whereOf } from './authorization-response.ts'
import { landingOf, pageOf, type Visit } from './browser.ts'
import type { Flow } from './flow.ts'
import { textIn } from './http.ts'
import type { Login } from './login.ts'
import { type Asked, authorizeUrl, type Request, randomText, requestOf } from './request.ts'

const present = (asked: Asked): Request =>
  Object.fromEntries(
    Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )

/** Where a client wants people to go after a logout. */
export const afterLogout = ({ provider }: Pick<Flow, 'provider'>) =>
  `${provider.suite.origin}/post_logout_redirect`

/** A logout request of a client, as usual or with what differs. */
export const logoutOf = (
  flow: Flow,
  { id_tokens }: Pick<Login, 'id_tokens'>,
  over: Asked = {},
): Request =>
  present({
    id_token_hint: id_tokens.at(-1)?.text,
    post_logout_redirect_uri: afterLogout(flow),
    state: randomText(10),
    ...over,
  })

/** Asks for a logout, and does what the pages ask. */
export const logOut = ({ browser, discovered }: Flow, request: Request): Promise<Visit> => {
  const address = textIn(discovered.metadata, 'end_session_endpoint')
  return browser.visit(`${address}?${new URLSearchParams(request)}`)
}

/** The person came back to the client, with the state and nothing else. */
export const checkReturned = (flow: Flow, visit: Visit, request: Request) => {
  const { address, where, parameters } = landingOf(visit)
  assert.equal(where, 'query')
  assert.equal(address.origin + address.pathname, afterLogout(flow))
  assert.deepEqual(Object.fromEntries(parameters), present({ state: request.state }))
}

/** The person was left on a page of ours. */
export const checkNotReturned = (visit: Visit, status: number) =>
  assert.equal(pageOf(visit).status, status)

/** After a logout nobody is signed in: prompt=none fails. */
export const checkSignedOut = async (flow: Flow) => {
  const request = requestOf(flow, { prompt: 'none' })
  const visit = await flow.browser.visit(authorizeUrl(flow, request))
  const errors = ['login_required', 'interaction_required']
  checkError(flow, landingOf(visit), { request, where: whereOf(flow.variant), errors })
}
