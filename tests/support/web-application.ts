import { clientSecretBasic, type Fetch } from '@gryphon/client'
import {
  createWebLogin,
  type LoginOptions,
  type SessionRecord,
  type SessionStore,
  type Visit,
} from '@gryphon/client/web'
import { type Landing, logIn } from './flow.ts'
import { CLIENT_SECRET, ISSUER, type TestOp } from './op.ts'
import { type UserAgent, userAgent } from './user-agent.ts'

/** The site of the test client. */
export const BASE_URL = 'https://rp.example'

/** What seals the cookies of tests. */
export const SECRET = 'a secret of this application, for its cookies'

/** An application with a login, without a socket. */
export interface WebApplication {
  /** What came of asking `ask`, of a browser with these cookies. */
  readonly handle: (request: Request) => Promise<Response>
  /** The paths that were asked of the OP on the back channel. */
  readonly asked: readonly string[]
  /** What `/ask` answers from. */
  ask: (visit: Visit) => Promise<unknown>
}

/** The application of the test client, on the clock of the OP; give what differs. */
export const createWebApplication = (
  op: Pick<TestOp, 'op' | 'now'>,
  over: Partial<LoginOptions> = {},
): WebApplication => {
  const asked: string[] = []
  const fetch: Fetch = async (url, init) => {
    asked.push(new URL(url).pathname)
    return op.op.fetch(new Request(url, init))
  }
  const login = createWebLogin({
    issuer: ISSUER,
    client_id: 'app',
    authentication: clientSecretBasic(CLIENT_SECRET),
    base_url: BASE_URL,
    secret: SECRET,
    request: { scope: 'openid profile email offline_access' },
    ...over,
    options: { fetch, now: op.now, ...over.options },
  })
  const application: WebApplication = {
    asked,
    ask: async ({ claims }) => claims?.sub ?? 'nobody',
    handle: async (request) => {
      const route = login.route(request)
      if (route !== undefined) return route(request)
      const headers = new Headers()
      const visit = await login.visit(request, (cookie) => headers.append('set-cookie', cookie))
      const isGuarded = new URL(request.url).pathname.endsWith('/me')
      const answer = isGuarded ? await visit.requireLogin() : undefined
      return answer ?? Response.json(await application.ask(visit), { headers })
    },
  }
  return application
}

/** A cookie as a browser keeps it. */
export interface JarCookie {
  readonly value: string
  readonly attributes: readonly string[]
}

/** A browser at the application, with its cookies, and at the OP. */
export interface WebBrowser {
  readonly cookies: Map<string, JarCookie>
  readonly agent: UserAgent
  /** As by hand, unless the headers say otherwise; an empty one is not sent. */
  open(path: string, init?: RequestInit): Promise<Response>
  /** From the application's redirect to the answer of the OP. */
  signIn(answer: Response): Promise<Landing>
  /** Brings the answer as a form of another site: only `SameSite=None` cookies come with it. */
  deliver(landing: Landing): Promise<Response>
  /** The whole of a login. */
  logIn(): Promise<Response>
}

const BY_HAND = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }
const CROSS_SITE = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }

/** Opens a browser; those that are given cookies have them. */
export const openWebBrowser = (
  { door }: Pick<TestOp, 'door'>,
  { handle }: WebApplication,
  cookies: Map<string, JarCookie> = new Map(),
): WebBrowser => {
  const agent = userAgent(door)
  const keep = (response: Response) => {
    for (const header of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = header.split('; ')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      if (attributes.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, { value, attributes })
    }
    return response
  }
  const send = async (path: string, init: RequestInit, comes: (cookie: JarCookie) => boolean) => {
    const sent = [...cookies].filter(([, cookie]) => comes(cookie))
    const headers = new Headers([...new Headers(init.headers)].filter(([, value]) => value !== ''))
    headers.set('cookie', sent.map(([name, { value }]) => `${name}=${value}`).join('; '))
    return keep(await handle(new Request(BASE_URL + path, { ...init, headers })))
  }
  const browser: WebBrowser = {
    cookies,
    agent,
    open: (path, init = {}) =>
      send(path, { ...init, headers: { ...BY_HAND, ...init.headers } }, () => true),
    signIn: async ({ headers }) => {
      const { pathname, search } = new URL(headers.get('location') ?? '')
      return logIn(agent, pathname + search)
    },
    deliver: async ({ where, target, parameters }) => {
      const { pathname } = new URL(target)
      if (where === 'query')
        return send(`${pathname}?${parameters}`, { headers: CROSS_SITE }, () => true)
      const post = { method: 'POST', body: parameters, headers: CROSS_SITE }
      return send(pathname, post, ({ attributes }) => attributes.includes('SameSite=None'))
    },
    logIn: async () => browser.deliver(await browser.signIn(await browser.open('/login'))),
  }
  return browser
}

/** What a row of `mapStore` holds. */
export interface MapRow extends Omit<SessionRecord, 'only'> {
  readonly value: string
}

/** A store of sessions that is a `Map`; the Logout Tokens that it has seen are in `seen`. */
export const mapStore = (
  rows: Map<string, MapRow>,
  seen: Set<string> = new Set(),
): Required<SessionStore> => ({
  get: async (id) => rows.get(id)?.value,
  set: async (id, value, { only, ...record }) => {
    if ((only === 'new') !== rows.has(id)) rows.set(id, { ...record, value })
  },
  delete: async (id) => {
    rows.delete(id)
  },
  deleteAll: async ({ iss, jti, sub, sid }) => {
    if (seen.has(`${iss} ${jti}`)) return 'seen'
    seen.add(`${iss} ${jti}`)
    for (const [id, row] of rows)
      if (row.iss === iss && (sid === undefined ? row.sub === sub : row.sid === sid))
        rows.delete(id)
    return 'new'
  },
})
