import type { HttpRequest } from './message.ts'

/** A cookie to be set. `HttpOnly` and `SameSite=Lax` unless it is for scripts in frames; `Secure` on https. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly secure: boolean
  /** In seconds; absent means as long as the browser runs, 0 takes the cookie away. */
  readonly max_age?: number
  /** Whether scripts of this origin read it, in a frame of another site too: where there is https, `SameSite=None`. */
  readonly readable_by?: 'framed_scripts'
}

/**
 * A `Set-Cookie` value (RFC 6265 §4.1).
 *
 * @example cookieText({ name: 'a', value: 'b', path: '/', secure: true }) // 'a=b; Path=/; HttpOnly; SameSite=Lax; Secure'
 */
export const cookieText = (cookie: Cookie): string => {
  const { name, value, path, secure, max_age } = cookie
  return (
    `${name}=${value}; Path=${path}; ${protectionOf(cookie)}${secure ? '; Secure' : ''}` +
    (max_age === undefined ? '' : `; Max-Age=${max_age}`)
  )
}

/** Browsers keep a `SameSite=None` cookie only where it is `Secure`. */
const protectionOf = ({ readable_by, secure }: Cookie) => {
  if (readable_by === undefined) return 'HttpOnly; SameSite=Lax'
  return secure ? 'SameSite=None' : 'SameSite=Lax'
}

/** The value of a request's cookie, the first of that name (RFC 6265 §5.4: the one with the longest path). */
export function findCookie(request: HttpRequest, name: string): string | undefined {
  const header = request.header('cookie')
  if (header === undefined) return undefined
  const pair = header.split('; ').find((text) => text.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}
