import type { HttpResponse } from './message.ts'

/** Headers of everything that must not be kept (RFC 6749 §5.1). */
export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const

/** For any origin: what it guards is in the request itself, never in a cookie. */
export const ANY_ORIGIN = { 'access-control-allow-origin': '*' } as const

/** JSON, not to be kept unless the headers say otherwise. */
export const json = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    ...NO_STORE,
    ...headers,
  },
  body: typeof value === 'string' ? value : JSON.stringify(value),
})

/**
 * A redirect by 303, so that no form is posted on (RFC 9700 §4.12), without a Referer, never kept.
 *
 * @example redirect('/interaction/abc').status // 303
 */
export const redirect = (
  location: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): HttpResponse => ({
  status: 303,
  headers: { location, 'referrer-policy': 'no-referrer', ...NO_STORE, ...headers },
})
