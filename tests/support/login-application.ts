import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { end, kept } from './child.ts'
import { sendOverSocket } from './door.ts'
import { ALLOW, type Landing, landed, landingOf } from './flow.ts'
import { freePort } from './free-port.ts'
import { type Answer, type UserAgent, userAgent } from './user-agent.ts'
import { webDoor } from './web-door.ts'
import type { Credentials, Whole } from './whole.ts'

/** An application with a login that runs in a process of its own, at `127.0.0.1`. */
export interface LoginApplication {
  readonly base_url: string
  close(): Promise<void>
}

/** Where an application has its routes. */
export interface LoginApplicationPaths {
  readonly callback: string
}

const said = async (child: ChildProcess, text: string) => {
  let out = ''
  for await (const chunk of child.stdout ?? []) {
    out += String(chunk)
    if (out.includes(text)) return
  }
  assert.fail(`the application ended without saying '${text}': ${out}`)
}

/** Registers a client at the provider, and starts the script of its application. */
export const startLoginApplication = async (
  op: Whole,
  script: string,
  { callback }: LoginApplicationPaths,
): Promise<LoginApplication> => {
  const port = await freePort()
  const base_url = `http://127.0.0.1:${port}`
  const { client_id, client_secret } = await op.addClient({
    client_name: script,
    redirect_uris: [base_url + callback],
    post_logout_redirect_uris: [`${base_url}/`],
    response_types: ['code', 'code id_token'],
    scope: ['openid', 'profile', 'email', 'offline_access'],
  })
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    BASE_URL: base_url,
    ISSUER: op.issuer,
    CLIENT_ID: client_id,
    CLIENT_SECRET: client_secret,
    SECRET: 'a secret of this application, for its cookies',
  }
  const child = kept(
    spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  await said(child, `${base_url} is ready`)
  return { base_url, close: () => end(child, 'SIGTERM') }
}

/** A browser, at both sites. */
export interface LoginBrowser {
  readonly app: UserAgent
  readonly op: UserAgent
  /** Opens a page of the application, as a person does. */
  open(path: string): Promise<Answer>
  /** From the application's redirect to the answer of the provider: signs in, and allows. */
  signIn(answer: Answer): Promise<Landing>
  /** Brings the answer of the provider to the application, as a form of another site. */
  deliver(landing: Landing): Promise<Answer>
}

/** What a browser says of a page that is opened by hand (Fetch Metadata). */
const BY_HAND = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }

/** Opens a browser that has been nowhere yet. */
export const openLoginBrowser = (
  { base_url }: LoginApplication,
  { issuer }: Whole,
  person: Credentials,
): LoginBrowser => {
  const port = Number(new URL(base_url).port)
  const op = userAgent(webDoor(issuer))
  const app = userAgent({
    host: base_url,
    send: (asked) => sendOverSocket(port, { ...asked, headers: { ...BY_HAND, ...asked.headers } }),
    close: async () => undefined,
  })
  const finish = async (page: Answer): Promise<Answer> => {
    if (landingOf(page) !== undefined) return page
    const isSignIn = page.text.includes('name="password"')
    return finish(await op.submit(page, isSignIn ? { ...person, action: 'sign_in' } : ALLOW))
  }
  return {
    app,
    op,
    open: (path) => app.open({ path }),
    signIn: async (answer) => {
      const { pathname, search } = new URL(answer.headers.get('location') ?? '')
      return landed(await finish(await op.open({ path: pathname + search })))
    },
    deliver: async ({ target, parameters }) => {
      const { pathname } = new URL(target)
      const answer = await app.sendCrossSite({
        method: 'POST',
        path: pathname,
        body: parameters,
        headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' },
      })
      return answer.text.includes('gryphon_reposted') ? app.submit(answer, {}) : answer
    },
  }
}
