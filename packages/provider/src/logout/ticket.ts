import { hash } from 'node:crypto'
import { base64url } from '@gryphon/protocol'
import { cookieText, findCookie } from '../http/cookies.ts'
import type { HttpRequest } from '../http/message.ts'
import { isSecure } from '../interaction/ticket.ts'
import type { Op } from '../op.ts'
import type { LogoutRequest } from './request.ts'

/** A logout request that waits for a person: it travels sealed, as an interaction does. */
interface Ticket extends Omit<LogoutRequest, 'client'> {
  readonly client_id: string | undefined
  /** Digest of the cookie of the browser that was asked; absent when nobody was asked yet. */
  readonly browser: string | undefined
}

/** A logout request as it came back; `asked` when this browser was asked, which a form of another site cannot know. */
export type OpenedTicket =
  | { readonly outcome: 'asked' | 'unasked'; readonly request: LogoutRequest }
  | { readonly outcome: 'invalid' }

/** The path of the logout pages. */
export const logoutPath = ({ base_path }: Op): string => `${base_path}/oauth/logout`

const cookieName = (op: Op) => (isSecure(op) ? '__Secure-gryphon_logout' : 'gryphon_logout')

const seal = (op: Op, { client, ...asked }: LogoutRequest, browser: string | undefined): string => {
  const ticket: Ticket = { ...asked, client_id: client?.client_id, browser }
  return op.keys.seal('logout', ticket, op.now() + op.lifetimes.interaction)
}

/** The request as text, to come again with. */
export const sealRequest = (op: Op, asked: LogoutRequest): string => seal(op, asked, undefined)

/** The request as text for a form, and the cookie that binds it to this browser. */
export function bindRequest(op: Op, asked: LogoutRequest) {
  const value = base64url(op.random(16))
  const cookie = cookieText({
    name: cookieName(op),
    value,
    path: logoutPath(op),
    secure: isSecure(op),
    max_age: op.lifetimes.interaction,
  })
  return { ticket: seal(op, asked, digest(value)), cookie }
}

/** Opens the text of a request. One that expired has been forgotten by its browser, and is asked anew. */
export async function openRequest(
  op: Op,
  text: string,
  request: HttpRequest,
): Promise<OpenedTicket> {
  const opened = op.keys.open('logout', text)
  if (opened.outcome === 'invalid') return opened
  const { client_id, browser, ...asked } = opened.value as Ticket
  const value = findCookie(request, cookieName(op))
  const isAsked = opened.outcome === 'opened' && value !== undefined && digest(value) === browser
  return {
    outcome: isAsked ? 'asked' : 'unasked',
    request: {
      client: client_id === undefined ? undefined : await op.findClient(client_id),
      hinted_sub: asked.hinted_sub,
      next: asked.next,
      ui_locales: asked.ui_locales,
    },
  }
}

const digest = (value: string) => hash('sha256', value, 'base64url')
