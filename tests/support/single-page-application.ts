import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import type { UserManagerSettings } from 'oidc-client-ts'
import type { Page } from 'playwright-core'

/** What the library made of an answer: a user, a finished sign-out, or why not. */
export interface Arrival {
  readonly refused?: string
  readonly userState?: unknown
}

const LIBRARY = readFileSync(
  new URL('../../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url),
)

type Settings = Omit<UserManagerSettings, 'redirect_uri'>

/** One page at every path, in every frame and popup of it: takes in an answer where its address has one. */
const pageOf = (settings: Settings) => `<!doctype html><html lang="en"><head>
<meta charset="utf-8"><title>Single page</title><link rel="icon" href="data:,">
<script src="/oidc-client-ts.js"></script></head><body><h1>Single page</h1><script>
const manager = new oidc.UserManager({
  redirect_uri: location.origin + '/callback',
  post_logout_redirect_uri: location.origin + '/signed-out',
  monitorSession: self === top && !opener,
  ...${JSON.stringify(settings)},
})
const raised = []
for (const name of ['UserSignedOut', 'UserSessionChanged', 'SilentRenewError'])
  manager.events['add' + name](() => raised.push(name))
const arrivals = { '/callback': 'signinCallback', '/signed-out': 'signoutCallback' }
const arrived = (manager[arrivals[location.pathname]]?.() ?? Promise.resolve())
  .catch(({ error, message }) => ({ refused: error ?? message }))
</script></body></html>`

/**
 * An application without a server of its own: one page, and `oidc-client-ts` with these settings. The page has `manager`, the
 * names of the events that it `raised`, and `arrived`: what `arriveAt` tells.
 */
export const singlePageApplication = (settings: Settings): RequestListener => {
  const page = pageOf(settings)
  return ({ url }, response) => {
    if (url === '/oidc-client-ts.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(LIBRARY)
    else response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  }
}

/** Waits until the page at this path is there, and tells what the library made of the answer. */
export const arriveAt = async (page: Page, url: string): Promise<Arrival> => {
  await page.waitForURL(`${url}?**`)
  return page.evaluate('arrived')
}
