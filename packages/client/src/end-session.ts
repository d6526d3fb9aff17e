import { base64url } from '@gryphon/protocol'
import type { Check } from './check.ts'
import { matches, type Rule, shortened } from './checks/rule.ts'
import { runRules } from './checks/run-rules.ts'
import { endpointOf } from './endpoint.ts'
import type { Party } from './party.ts'
import { singleParameter } from './single-parameter.ts'

/** What a logout at the OP is asked for with (RP-Initiated Logout §2); `client_id` is added. */
export interface EndSessionRequest {
  /** The last ID Token of the End-User: without it most OPs ask them. */
  readonly id_token_hint?: string
  /** One of the registered `post_logout_redirect_uris`. */
  readonly post_logout_redirect_uri?: string
  /** A new one is made where the browser shall come back and none is given. */
  readonly state?: string
  readonly logout_hint?: string
  /** Space-delimited. */
  readonly ui_locales?: string
}

/** Where to send the browser, and the `state` that it comes back with, if it shall come back. */
export interface EndSession {
  readonly url: string
  readonly state?: string
}

/** Makes a Logout Request (RP-Initiated Logout §2). Throws `endpoint_missing`. */
export const endSession = (party: Party, request: EndSessionRequest = {}): EndSession => {
  const url = new URL(endpointOf(party, 'end_session_endpoint'))
  const { post_logout_redirect_uri } = request
  const made = post_logout_redirect_uri === undefined ? undefined : base64url(party.random(32))
  const { state = made } = request
  const parameters = { ...request, client_id: party.client.client_id, state }
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value)
  return { url: url.href, ...(state !== undefined && { state }) }
}

interface ReturnSubject {
  readonly found: string | undefined
  readonly expected: string
}

const RETURN_RULES: readonly Rule<ReturnSubject>[] = [
  {
    check: 'state',
    section: 'RP-Initiated Logout §3',
    examine: ({ found, expected }) =>
      matches('state', { expected, found, presence: 'required', show: shortened }),
  },
]

/**
 * Whether the browser that came to the `post_logout_redirect_uri` comes from this logout (RP-Initiated Logout §3). Throws
 * `ClientError`.
 */
export const receiveEndSession = (
  party: Party,
  response: URL | Request,
  { state }: { readonly state: string },
): readonly Check[] => {
  const source = 'end_session_response'
  const { searchParams } = new URL(response instanceof URL ? response : response.url)
  const subject = { found: singleParameter(searchParams, 'state', source), expected: state }
  return runRules(RETURN_RULES, subject, { source, leftOut: party.leftOut, before: [] })
}
