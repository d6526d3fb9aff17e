import { hash } from 'node:crypto'
import { base64url } from '@gryphon/protocol'
import { isKnownParameter } from '../authorization/limits.ts'
import { cookieText, findCookie } from '../http/cookies.ts'
import type { HttpRequest } from '../http/message.ts'
import { type Parameters, parametersOf } from '../model/parameters.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'

/**
 * An authorization request that waits for a person. It travels sealed, in the page's URL and form, so that there is no row
 * for it: every tab is its own flow, and an abandoned one leaves nothing behind.
 */
export interface Ticket {
  /** Of the request: the evidence for its prompts bears it. */
  readonly id: string
  readonly parameters: readonly (readonly [string, string])[]
  /** Digest of the cookie that the browser has for this flow. */
  readonly browser: string
  /** When the flow ends, however often its pages are sent: what was settled in it is no evidence for ever. */
  readonly expires_at: Seconds
  /** Where the page of this form has said that the client leads; absent in what is no form. */
  readonly shown_redirect_uri?: string
  /** The person chosen on the account page, in this flow. */
  readonly chosen?: string
  /** The session (`sid`) that the person turned down on the account page. */
  readonly left?: string
}

/** A ticket as it came back. */
export type OpenedTicket =
  | { readonly outcome: 'opened' | 'expired'; readonly ticket: Ticket }
  | { readonly outcome: 'invalid' }

/** The ticket as text. */
export const sealTicket = (op: Op, ticket: Ticket): string =>
  op.keys.seal('interaction', ticket, ticket.expires_at)

/** The ticket that this text is. */
export function openTicket(op: Op, text: string): OpenedTicket {
  const opened = op.keys.open('interaction', text)
  return opened.outcome === 'invalid'
    ? opened
    : { outcome: opened.outcome, ticket: opened.value as Ticket }
}

/** The request of a ticket, as it was received, but for what nobody knows. */
export const parametersOfTicket = ({ parameters }: Ticket): Parameters => parametersOf(parameters)

/** The path of a flow's pages. */
export const interactionPath = (op: Op, id: string): string => `${op.base_path}/interaction/${id}`

const cookieName = (op: Op) => (isSecure(op) ? '__Secure-gryphon_flow' : 'gryphon_flow')

/** Whether cookies of this OP are for https only. */
export const isSecure = ({ issuer }: Op): boolean => issuer.startsWith('https:')

/**
 * Binds a new flow to this browser: the ticket, and the cookie that only pages of this flow are sent. Only what the request
 * is judged by is kept, for a ticket travels in a URL.
 */
export function startTicket(
  op: Op,
  id: string,
  parameters: Parameters,
): { readonly ticket: Ticket; readonly cookie: string } {
  const value = base64url(op.random(16))
  const known = [...parameters].filter(([name]) => isKnownParameter(name))
  return {
    ticket: {
      id,
      parameters: known,
      browser: digest(value),
      expires_at: op.now() + op.lifetimes.interaction,
    },
    cookie: cookieText({
      name: cookieName(op),
      value,
      path: interactionPath(op, id),
      secure: isSecure(op),
      max_age: op.lifetimes.interaction,
    }),
  }
}

/** Whether this browser is the one that the flow began in. The cookie is 128 random bits, so its digest tells nothing of it. */
export function isSameBrowser(op: Op, request: HttpRequest, { browser }: Ticket): boolean {
  const value = findCookie(request, cookieName(op))
  return value !== undefined && digest(value) === browser
}

const digest = (value: string) => hash('sha256', value, 'base64url')
