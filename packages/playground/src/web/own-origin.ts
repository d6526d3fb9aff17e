import type { Context, Next } from 'hono'

/**
 * Sends a request that came by another name (`localhost` for `127.0.0.1`) on to the application's own origin `url`, before
 * anything else: cookies belong to a host, and the provider answers to the registered one only. The method stays
 * (RFC 9110 §15.4.8).
 */
export const ownOrigin = (url: string) => async (context: Context, next: Next) => {
  const { host, origin } = new URL(url)
  if (context.req.header('host')?.toLowerCase() === host) return next()
  const { pathname, search } = new URL(context.req.url)
  context.header('cache-control', 'no-store')
  return context.redirect(`${origin}${pathname}${search}`, 307)
}
