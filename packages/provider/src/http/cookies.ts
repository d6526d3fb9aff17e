import type { HttpRequest } from './message.ts'

/** A cookie to be set. `HttpOnly` and `SameSite=Lax` always; `Secure` on https. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly secure: boolean
  /** In seconds; absent means as long as the browser runs, 0 takes the cookie away. */
  readonly max_age?: number
}

/**
 * A `Set-Cookie` value (RFC 6265 §4.1).
 *
 * @example cookieText({ name: 'a', value: 'b', path: '/', secure: true }) // 'a=b; Path=/; HttpOnly; SameSite=Lax; Secure'
 */
export const cookieText = ({ name, value, path, secure, max_age }: Cookie): string =>
  `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}` +
  (max_age === undefined ? '' : `; Max-Age=${max_age}`)

/** The value of a request's cookie, the first of that name (RFC 6265 §5.4: the one with the longest path). */
export function findCookie(request: HttpRequest, name: string): string | undefined {
  const header = request.header('cookie')
  if (header === undefined) return undefined
  const pair = header.split('; ').find((text) => text.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}
