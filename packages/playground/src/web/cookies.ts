import type { Context } from 'hono'
import { generateCookie, getCookie } from 'hono/cookie'

const SESSION = 'playground_session'
const TRANSACTION = 'txn_'

const isSecure = (context: Context): boolean => new URL(context.req.url).protocol === 'https:'

const cookie = (
  context: Context,
  { name, value, path, maxAge }: { name: string; value: string; path: string; maxAge: number },
): string =>
  generateCookie(name, value, {
    path,
    maxAge,
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(context),
  })

const send = (context: Context, header: string): string => {
  context.header('set-cookie', header, { append: true })
  return header
}

/** The session id that the browser sent. */
export const findSession = (context: Context): string | undefined => getCookie(context, SESSION)

/** Sends the cookie of a session, for `maxAge` seconds; gives the header, to be shown. */
export const sendSession = (context: Context, id: string, maxAge: number): string =>
  send(context, cookie(context, { name: SESSION, value: id, path: '/', maxAge }))

/** Takes the cookie of the session back. */
export const dropSession = (context: Context): string =>
  send(context, cookie(context, { name: SESSION, value: '', path: '/', maxAge: 0 }))

/** The bindings of the logins that this browser has begun, by transaction. */
export const findTransactions = (context: Context): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(getCookie(context))
      .filter(([name]) => name.startsWith(TRANSACTION))
      .map(([name, value]) => [name.slice(TRANSACTION.length), value]),
  )

/** Sends the cookie of one login, for `maxAge` seconds; gives the header, to be shown. */
export const sendTransaction = (
  context: Context,
  { id, binding, maxAge }: { id: string; binding: string; maxAge: number },
): string =>
  send(
    context,
    cookie(context, { name: `${TRANSACTION}${id}`, value: binding, path: '/callback', maxAge }),
  )

/** Takes the cookie of one login back. */
export const dropTransaction = (context: Context, id: string): string =>
  sendTransaction(context, { id, binding: '', maxAge: 0 })
