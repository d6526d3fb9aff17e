/** What a page shows: text, and HTML that only this folder makes. */
interface Page {
  readonly status: number
  readonly title: string
  readonly text: string
  /** Escaped already. */
  readonly html?: string
  readonly script?: string
}

const escapeHtml = (unsafe: string) =>
  unsafe.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto 0;padding:0 1rem;color-scheme:light dark}' +
  'button{font:inherit;padding:.5rem 1rem}'

const sourceOf = async (code: string) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}

/**
 * Where there is a form, nothing is said of where it leads: browsers hold `form-action` against every redirect after it
 * too, to the OP and wherever that leads (CSP3 §6.4.2).
 */
const policyOf = async ({ html = '', script }: Page) =>
  [
    "default-src 'none'",
    `style-src ${await sourceOf(STYLE)}`,
    ...(script === undefined ? [] : [`script-src ${await sourceOf(script)}`]),
    ...(html.includes('<form') ? [] : ["form-action 'none'"]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

const page = async (content: Page): Promise<Response> => {
  const { status, title, text, html = '', script } = content
  const tail = script === undefined ? '' : `<script>${script}</script>`
  const body =
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style>` +
    `<main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${html}</main>${tail}</html>`
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': await policyOf(content),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

const hidden = ([name, value]: readonly [string, string]) =>
  `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`

const form = (action: string, fields: URLSearchParams, button: string) =>
  `<form method="post" action="${escapeHtml(action)}">` +
  `${[...fields].map(hidden).join('')}<button>${escapeHtml(button)}</button></form>`

/** Says what went wrong in a sentence, with the stable code, and the way to begin anew. */
export const errorPage = (
  status: number,
  { text, code, login }: { readonly text: string; readonly code: string; readonly login: string },
): Promise<Response> =>
  page({
    status,
    title: 'You are not logged in',
    text,
    html: `<p><code>${escapeHtml(code)}</code></p><p><a href="${escapeHtml(login)}">Log in again</a></p>`,
  })

/** Asks whether to log out: what a page of another site cannot press (no framing). */
export const logoutPage = (action: string): Promise<Response> =>
  page({
    status: 200,
    title: 'Log out?',
    text: 'You are about to be logged out of this application.',
    html: form(action, new URLSearchParams(), 'Log out'),
  })

const SUBMIT = "HTMLFormElement.prototype.submit.call(document.querySelector('form'))"

/** Posts the same form again, from this very site, so that its Lax cookies come with it. */
export const repostPage = (action: string, fields: URLSearchParams): Promise<Response> =>
  page({
    status: 200,
    title: 'One moment',
    text: 'Your login goes on by itself; if it does not, press the button.',
    html: form(action, fields, 'Go on'),
    script: SUBMIT,
  })

/** 303 (RFC 9700 §4.12), kept by no cache. */
export const redirect = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })

/** The answer with these `Set-Cookie` headers beside its own; kept by no cache then. */
export const withCookies = (response: Response, cookies: readonly string[]): Response => {
  if (cookies.length === 0) return response
  const { status, statusText } = response
  const headers = new Headers(response.headers)
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  headers.set('cache-control', 'no-store')
  return new Response(response.body, { status, statusText, headers })
}
