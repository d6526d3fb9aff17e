import type { SignOutPage } from '../interaction/pages.ts'
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

/** The address of the last page. */
export function lastPagePath(
  op: Op,
  { client, next, ui_locales }: LogoutRequest,
  told: Pick<SignedOut, 'frontchannel' | 'sid' | 'onward'>,
): string {
  const signedOut: SignedOut = {
    ...(client === undefined ? {} : { client_id: client.client_id }),
    ...(next === undefined ? {} : { next }),
    ui_locales,
    ...told,
  }
  return `${logoutPath(op)}/done?signed_out=${op.keys.seal('signed_out', signedOut, op.now() + READABLE)}`
}

/** What the last page of that address tells; nothing special, where the address is old or not ours. */
export async function openLastPage(op: Op, text: string): Promise<LastPage> {
  const opened = op.keys.open('signed_out', text)
  if (opened.outcome !== 'opened')
    return { client: undefined, next: undefined, onward: 'by_link', ui_locales: [], frames: [] }
  const { client_id, next, onward, ui_locales, sid, frontchannel } = opened.value as SignedOut
  const clients = await Promise.all(frontchannel.map((id) => op.findClient(id)))
  return {
    client: client_id === undefined ? undefined : await op.findClient(client_id),
    next,
    onward,
    ui_locales,
    frames: clients.flatMap((client) => frameOf(op, client, sid)),
  }
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
