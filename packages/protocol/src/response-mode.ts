import { carriesCredential, type ResponseType } from './response-type.ts'

/** How an Authorization Response travels (Multiple Response Types §2.1; Form Post Response Mode §2). */
export const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const

/** One of the ways an Authorization Response travels: `query`, `fragment` or `form_post`. */
export type ResponseMode = (typeof RESPONSE_MODES)[number]

/** Response modes that put the parameters where servers, proxies and logs see them. */
const IN_THE_OPEN: readonly ResponseMode[] = ['query']

/**
 * The response mode of that name, if there is one.
 *
 * @example parseResponseMode('web_message') // undefined
 */
export const parseResponseMode = (text: string): ResponseMode | undefined =>
  RESPONSE_MODES.find((known) => known === text)

/**
 * Whether a response type may travel so: a credential never in the query (Multiple Response Types §5).
 *
 * @example suitsResponseType('query', 'code id_token') // false
 */
export const suitsResponseType = (mode: ResponseMode, type: ResponseType): boolean =>
  !(IN_THE_OPEN.includes(mode) && carriesCredential(type))
