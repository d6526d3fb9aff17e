import { hash } from 'node:crypto'
import { base64url } from '@gryphon/protocol'
import { cookieText, findCookie } from '../http/cookies.ts'
import type { HttpRequest } from '../http/message.ts'
import type { SignOutPage } from '../interaction/pages.ts'
import { isSecure } from '../interaction/ticket.ts'
import { sessionIdFor } from '../issuance/subject.ts'
import type { Client } from '../model/client.ts'
import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'
import { type LogoutRequest, withParameters } from './request.ts'
import { logoutPath } from './ticket.ts'

/** A logout that happened, as its last page tells it: sealed in the address, so that it can be read again. */
interface SignedOut {
  readonly client_id?: string
  readonly next?: string
  readonly onward: SignOutPage['onward']
  readonly ui_locales: readonly string[]
  /** The session, where this logout ended it, and its clients that are told through the browser. */
  readonly sid?: string
  readonly frontchannel: readonly string[]
  /** Digest of the cookie of the browser in which it happened. */
  readonly browser: string
}

/** What the last page tells. */
export interface LastPage {
  readonly client: Client | undefined
  readonly next: string | undefined
  readonly onward: SignOutPage['onward']
  readonly ui_locales: readonly string[]
  readonly frames: readonly string[]
}

/** How long the last page can be read again, in seconds. */
const READABLE = 600

/** Clients of a session that are told through the browser (Front-Channel Logout §2). */
export async function frontchannelClients(
  op: Op,
  { client_ids = [] }: Pick<Session, 'client_ids'>,
): Promise<readonly string[]> {
  const clients = await Promise.all(client_ids.map((client_id) => op.findClient(client_id)))
  return clients.flatMap((client) =>
    client?.frontchannel_logout_uri === undefined ? [] : [client.client_id],
  )
}

const lastPath = (op: Op) => `${logoutPath(op)}/done`

const cookieName = (op: Op) => (isSecure(op) ? '__Secure-gryphon_signed_out' : 'gryphon_signed_out')

const digest = (value: string) => hash('sha256', value, 'base64url')

/** The address of the last page, and the cookie that binds it to the browser in which the logout happened. */
export function bindLastPage(
  op: Op,
  { client, next, ui_locales }: LogoutRequest,
  told: Pick<SignedOut, 'frontchannel' | 'sid' | 'onward'>,
): { readonly path: string; readonly cookie: string } {
  const value = base64url(op.random(16))
  const signedOut: SignedOut = {
    ...(client === undefined ? {} : { client_id: client.client_id }),
    ...(next === undefined ? {} : { next }),
    ui_locales,
    ...told,
    browser: digest(value),
  }
  return {
    path: `${lastPath(op)}?signed_out=${op.keys.seal('signed_out', signedOut, op.now() + READABLE)}`,
    cookie: cookieText({
      name: cookieName(op),
      value,
      path: lastPath(op),
      secure: isSecure(op),
      max_age: READABLE,
    }),
  }
}

const NOTHING: LastPage = {
  client: undefined,
  next: undefined,
  onward: 'by_link',
  ui_locales: [],
  frames: [],
}

/**
 * What the last page of that address tells: nothing special, where the address is old or not ours; and in another browser than that
 * of the logout a link alone, which frames nothing and leads nobody on (RFC 9700 §4.11), for anybody may have sent it there.
 */
export async function openLastPage(
  op: Op,
  text: string,
  request: HttpRequest,
): Promise<LastPage & { readonly browser: 'same' | 'other' }> {
  const opened = op.keys.open('signed_out', text)
  if (opened.outcome !== 'opened') return { ...NOTHING, browser: 'other' }
  const { client_id, next, onward, ui_locales, ...told } = opened.value as SignedOut
  const client = client_id === undefined ? undefined : await op.findClient(client_id)
  const value = findCookie(request, cookieName(op))
  if (value === undefined || digest(value) !== told.browser)
    return { ...NOTHING, client, next, ui_locales, browser: 'other' }
  const clients = await Promise.all(told.frontchannel.map((id) => op.findClient(id)))
  const frames = clients.flatMap((one) => frameOf(op, one, told.sid))
  return { client, next, onward, ui_locales, frames, browser: 'same' }
}

/** The address that tells a client, in a frame: with `iss` and the `sid` that it knows, always (Front-Channel Logout §2). */
const frameOf = (op: Op, client: Client | undefined, sid: string | undefined): readonly string[] =>
  client?.frontchannel_logout_uri === undefined || sid === undefined
    ? []
    : [
        withParameters(client.frontchannel_logout_uri, {
          iss: op.issuer,
          sid: sessionIdFor(op, client, sid),
        }),
      ]
