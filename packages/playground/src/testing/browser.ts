/** As much of a browser as the tests need: it keeps cookies, and goes where it is told, one step at a time. */
export interface Browser {
  get(url: string): Promise<Response>
  post(url: string, form: URLSearchParams): Promise<Response>
  cookie(name: string): string | undefined
}

/** A browser without cookies. It follows no redirect by itself. */
export const browser = (): Browser => {
  const cookies = new Map<string, string>()

  const keep = (response: Response): Response => {
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (/Max-Age=0/.test(header)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  const ask = async (url: string, init: RequestInit): Promise<Response> =>
    keep(
      await fetch(url, {
        ...init,
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      }),
    )

  return {
    get: (url) => ask(url, {}),
    post: (url, body) => ask(url, { method: 'POST', body }),
    cookie: (name) => cookies.get(name),
  }
}
