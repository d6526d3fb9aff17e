import { type ResponseMode, suitsResponseType } from './response-mode.ts'
import { defaultResponseMode, type ResponseType } from './response-type.ts'

/** The response modes that put the whole response into a JWT, by the way that JWT travels (JARM §2.3). */
const TRAVELS_BY = {
  'query.jwt': 'query',
  'fragment.jwt': 'fragment',
  'form_post.jwt': 'form_post',
  jwt: undefined,
} as const satisfies Readonly<Record<string, ResponseMode | undefined>>

/**
 * One of the ways an Authorization Response travels as a JWT: `query.jwt`, `fragment.jwt`, `form_post.jwt`; `jwt` is the
 * response type's default (JARM §2.3.4).
 */
export type JwtResponseMode = keyof typeof TRAVELS_BY

/** A response mode of either form, plain or JWT. */
export type AnyResponseMode = ResponseMode | JwtResponseMode

/** The response modes of JARM §2.3. */
export const JWT_RESPONSE_MODES = Object.keys(TRAVELS_BY) as readonly JwtResponseMode[]

/**
 * Whether the response comes as a JWT (JARM §2.3).
 *
 * @example isJwtResponseMode('form_post.jwt') // true
 */
export const isJwtResponseMode = (mode: string): mode is JwtResponseMode =>
  Object.hasOwn(TRAVELS_BY, mode)

/**
 * How a response of this mode travels, whatever form it has (JARM §2.3.1 to §2.3.4).
 *
 * @example deliveryOf('jwt', 'code id_token') // 'fragment'
 */
export const deliveryOf = (mode: AnyResponseMode, type: ResponseType): ResponseMode =>
  isJwtResponseMode(mode) ? (TRAVELS_BY[mode] ?? defaultResponseMode(type)) : mode

/**
 * Whether a response type may travel so: a credential in the query only inside an encrypted JWT (JARM §2.3.1).
 *
 * @example suitsResponseTypeAsJwt('query.jwt', 'code token', 'signed') // false
 */
export const suitsResponseTypeAsJwt = (
  mode: JwtResponseMode,
  type: ResponseType,
  form: 'signed' | 'encrypted',
): boolean => form === 'encrypted' || suitsResponseType(deliveryOf(mode, type), type)
