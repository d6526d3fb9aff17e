import type { Door } from './door.ts'

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A request by path, to one host. */
export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text is sent as UTF-8, bytes as they are. */
  readonly body?: string | URLSearchParams | Uint8Array
  /** Sends the body in pieces, without telling its length beforehand (RFC 9112 §7.1). */
  readonly chunked?: boolean
}

interface Kept {
  readonly name: string
  readonly value: string
  readonly path: string
}

/** A browser without a screen: keeps cookies by path, follows redirects of its host, fills in forms. */
export interface UserAgent {
  /** As a page of this site sends it, with cookies. */
  send(asked: Asked): Promise<Answer>
  /** Without SameSite=Lax cookies, as a POST from another site. */
  sendCrossSite(asked: Asked): Promise<Answer>
  /** Sends, and follows every redirect that stays on the host. */
  open(asked: Asked): Promise<Answer>
  /** Submits the form of a page with these fields, and follows. */
  submit(page: Answer, fields: Readonly<Record<string, string>>): Promise<Answer>
  readonly cookies: readonly Kept[]
}

/** Opens a browser at a door. */
export function userAgent({ send, host }: Door): UserAgent {
  let cookies: readonly Kept[] = []
  const keep = (headers: Headers) => {
    for (const text of headers.getSetCookie()) {
      const cookie = parseSetCookie(text)
      cookies = cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path)
      if (!/max-age=0(;|$)/i.test(text)) cookies = [...cookies, cookie]
    }
  }
  const cookieHeader = (path: string): Readonly<Record<string, string>> => {
    const sent = cookies.filter((cookie) => isUnder(path, cookie.path))
    return sent.length === 0
      ? {}
      : { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') }
  }
  const exchange = async (asked: Asked, headers: Readonly<Record<string, string>>) => {
    const answer = await send({ ...asked, headers: { ...headers, ...asked.headers } })
    keep(answer.headers)
    return answer
  }
  const agent: UserAgent = {
    get cookies() {
      return cookies
    },
    send: (asked) => exchange(asked, cookieHeader(asked.path.split('?')[0] ?? '/')),
    sendCrossSite: (asked) => exchange(asked, {}),
    open: async (asked) => follow(await agent.send(asked)),
    submit: (page, fields) =>
      agent.open({ method: 'POST', path: actionOf(page), body: formOf(page, fields) }),
  }
  const follow = async (answer: Answer): Promise<Answer> => {
    const next = answer.headers.get('location')
    const url = next === null ? null : new URL(next, host)
    return url === null || url.origin !== host
      ? answer
      : follow(await agent.send({ path: url.pathname + url.search }))
  }
  return agent
}

const isUnder = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)

function parseSetCookie(text: string): Kept {
  const [pair = '', ...attributes] = text.split('; ')
  const [name = '', value = ''] = pair.split('=', 2)
  const path = attributes.find((one) => one.startsWith('Path='))?.slice(5) ?? '/'
  return { name, value, path }
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Hidden fields of a page's first form. */
export const hiddenFields = ({ text }: Answer): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [unescaped(name), unescaped(value)],
    ),
  )

/** Where the first form of a page posts to. */
export const actionOf = ({ text }: Answer): string =>
  unescaped(/<form[^>]* action="([^"]*)"/.exec(text)?.[1] ?? '/no-form')

const formOf = (page: Answer, fields: Readonly<Record<string, string>>) =>
  new URLSearchParams([...hiddenFields(page), ...Object.entries(fields)])
