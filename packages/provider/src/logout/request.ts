import { AuthorizationError } from '@gryphon/protocol'
import { LIMITS } from '../authorization/limits.ts'
import { parseLocales } from '../authorization/parse-hints.ts'
import { subjectFor } from '../issuance/subject.ts'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'

/** A checked logout request (RP-Initiated Logout §2). */
export interface LogoutRequest {
  /** The client that asks, where `id_token_hint` or `client_id` names it. */
  readonly client: Client | undefined
  /** The subject of `id_token_hint`, as that client knows it. */
  readonly hinted_sub: string | undefined
  /** Where the person goes in the end: a registered post_logout_redirect_uri, with the state. */
  readonly next: string | undefined
  readonly ui_locales: readonly string[]
}

const refuse = (description: string, section: string) =>
  new AuthorizationError('invalid_request', description, section)

// biome-ignore format: a table
const LONGEST: Readonly<Record<string, number>> = {
  id_token_hint: LIMITS.id_token_hint, client_id: 128, post_logout_redirect_uri: LIMITS.redirect_uri, state: LIMITS.state,
  ui_locales: LIMITS.ui_locales, logout_hint: LIMITS.login_hint,
}

/**
 * Checks a logout request (RP-Initiated Logout §2, §4). What it throws is shown, never redirected. `logout_hint` is not
 * needed: a browser has one session here. A post_logout_redirect_uri of nobody known leads nowhere, and is no fault.
 */
export async function parseLogoutRequest(op: Op, parameters: Parameters): Promise<LogoutRequest> {
  for (const [name, longest] of Object.entries(LONGEST)) checkForm(parameters, name, longest)
  const hint = parseHint(op, parameters.get('id_token_hint'))
  const client_id = parameters.get('client_id')
  if (hint !== undefined && client_id !== undefined && hint.client_id !== client_id)
    throw refuse(
      'client_id is not the one that id_token_hint was issued to',
      'RP-Initiated Logout §2',
    )
  const client = await op.findClient(client_id ?? hint?.client_id ?? '')
  if (client_id !== undefined && client === undefined)
    throw refuse('client_id is unknown', 'RP-Initiated Logout §2')
  return {
    client,
    hinted_sub: hint?.sub,
    next: client && nextOf(client, parameters),
    ui_locales: parseLocales(parameters.get('ui_locales')),
  }
}

function checkForm(parameters: Parameters, name: string, longest: number): void {
  if (parameters.repeated.includes(name)) throw refuse(`${name} came twice`, 'RFC 6749 §3.1')
  if ((parameters.get(name)?.length ?? 0) > longest)
    throw refuse(`${name} is longer than ${longest} characters`, 'limits')
}

/** An ID Token that this OP issued, of whatever age (RP-Initiated Logout §4). */
function parseHint({ verifyIdToken, issuer }: Op, hint: string | undefined) {
  if (hint === undefined) return undefined
  const claims = verifyIdToken(hint)
  const { iss, sub, aud } = claims ?? {}
  if (iss !== issuer || typeof sub !== 'string' || typeof aud !== 'string')
    throw refuse('id_token_hint is not an ID Token of this provider', 'RP-Initiated Logout §4')
  return { sub, client_id: aud }
}

/** Exactly a registered address (RP-Initiated Logout §3), with the state and nothing else. */
function nextOf({ post_logout_redirect_uris = [] }: Client, parameters: Parameters) {
  const uri = parameters.get('post_logout_redirect_uri')
  const state = parameters.get('state')
  if (uri === undefined) return undefined
  if (!post_logout_redirect_uris.includes(uri))
    throw refuse(
      'post_logout_redirect_uri is not registered for this client',
      'RP-Initiated Logout §3',
    )
  return state === undefined ? uri : withParameters(uri, { state })
}

/** An address with more parameters in its query; those it has stay as they are. */
export function withParameters(uri: string, more: Readonly<Record<string, string>>): string {
  const [address = '', ...fragment] = uri.split('#')
  const joint = address.includes('?') ? '&' : '?'
  return [`${address}${joint}${new URLSearchParams(more)}`, ...fragment].join('#')
}

/** Whether the request is about the person who is signed in here: then nobody need be asked (RP-Initiated Logout §2). */
export const isAbout = (op: Op, { client, hinted_sub }: LogoutRequest, { sub }: Session): boolean =>
  client !== undefined && hinted_sub === subjectFor(op, client, sub)

/**
 * How the person goes on: by itself where an operator knows the client, or its hint is about the person who is signed in here. A
 * client that registered itself could otherwise have our address lead anybody to its own (RFC 9700 §4.11).
 */
export const onwardOf = (
  op: Op,
  asked: LogoutRequest,
  session: Session | undefined,
): 'by_itself' | 'by_link' =>
  asked.client?.dynamic === undefined || (session !== undefined && isAbout(op, asked, session))
    ? 'by_itself'
    : 'by_link'
