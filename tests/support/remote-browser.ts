/** A browser without a screen that speaks HTTP to whoever is there: keeps cookies, follows redirects. */
export interface RemoteBrowser {
  /** Opens a URL, and follows every redirect until a page comes, or the next one leads to `home`. */
  open(url: string, home: string): Promise<Visit>
  /** Sends a form, and goes on as `open` does. */
  submit(url: string, form: URLSearchParams, home: string): Promise<Visit>
}

/** The part of `fetch` that a browser uses. */
type BrowserFetch = (url: string, init: RequestInit) => Promise<Response>

/** Where a browser ended: at a page, or on its way home. */
export type Visit =
  | { readonly kind: 'home'; readonly url: URL }
  | { readonly kind: 'page'; readonly status: number; readonly text: string }

/** More redirects than this are a loop. */
const MOST_REDIRECTS = 20

/** Cookies of one host, by name; paths do not matter where no name is used for two. */
const createJar = () => {
  const cookies = new Map<string, string>()
  return {
    keep: (headers: Headers) => {
      for (const text of headers.getSetCookie()) {
        const [name = '', value = ''] = (text.split(';')[0] ?? '').split(/=(.*)/s)
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
    },
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  }
}

/** Opens a browser that has been nowhere yet. */
export const remoteBrowser = (fetch: BrowserFetch = globalThis.fetch): RemoteBrowser => {
  const jar = createJar()
  const visit = async (
    url: URL,
    home: string,
    left: number,
    init: RequestInit = {},
  ): Promise<Visit> => {
    if (url.href.startsWith(home)) return { kind: 'home', url }
    if (left === 0) throw new Error(`too many redirects, the last one to ${url.pathname}`)
    const headers = { cookie: jar.header() }
    const answer = await fetch(url.href, { ...init, headers, redirect: 'manual' })
    jar.keep(answer.headers)
    const next = answer.headers.get('location')
    if (next === null) return { kind: 'page', status: answer.status, text: await answer.text() }
    return visit(new URL(next, url), home, left - 1)
  }
  return {
    open: (url, home) => visit(new URL(url), home, MOST_REDIRECTS),
    submit: (url, form, home) =>
      visit(new URL(url), home, MOST_REDIRECTS, { method: 'POST', body: form }),
  }
}

const unescapeHtml = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The hidden fields of a page's form, whatever the order of their attributes. */
export const hiddenFieldsOf = (html: string): URLSearchParams =>
  new URLSearchParams(
    [...html.matchAll(/<input [^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      unescapeHtml(/ name="([^"]*)"/.exec(input)?.[1] ?? ''),
      unescapeHtml(/ value="([^"]*)"/.exec(input)?.[1] ?? ''),
    ]),
  )
