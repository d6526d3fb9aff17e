import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { formPost, logInAt } from '../support/log-in-at.ts'
import { openLoginBrowser, startLoginApplication } from '../support/login-application.ts'
import { userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'
import { type Credentials, startWhole, type Whole } from '../support/whole.ts'

/*
 * What docs/coming-from.md shows of others, and of ours beside it, run at the same provider to the same end.
 */
const REDIRECT_URI = 'http://127.0.0.1:9/callback'

let op: Whole
let person: Credentials
before(async () => {
  op = await startWhole()
  person = await op.addPerson('paula')
})
after(() => op.close())

describe('express-openid-connect, and the ready adapter for Express', () => {
  for (const script of ['coming-from/express-openid-connect', 'client-express'])
    test(`${script}.ts: a page leads through the provider, and a logout ends both sessions`, async (context) => {
      const application = await startLoginApplication(op, `examples/${script}.ts`, {
        callback: '/callback',
      })
      context.after(() => application.close())
      const browser = openLoginBrowser(application, op, person)
      const { parameters } = await browser.signIn(await browser.open('/me'))
      const posted = await browser.app.open({ method: 'POST', path: '/callback', body: parameters })
      const { sub, name } = JSON.parse(posted.text)
      assert.equal(name, 'paula Example')
      assert.equal((await browser.open('/')).text, `hello ${sub}`)
      const { origin, pathname } = new URL(
        (await browser.open('/logout')).headers.get('location') ?? '',
      )
      assert.equal(origin + pathname, `${op.issuer}/oauth/logout`)
      assert.equal((await browser.open('/')).text, 'hello nobody')
    })
})

/** What both of the files export; each has a transaction and a login of its own. */
interface LoginFunctions {
  begin(): Promise<{ readonly url: string; readonly transaction: unknown }>
  callback(request: Request, transaction: unknown): Promise<GivenTokens>
  userinfo(login: GivenTokens): Promise<Readonly<Record<string, unknown>>>
  renew(login: GivenTokens): Promise<GivenTokens>
  revoke(token: string): Promise<void>
  logout(login: GivenTokens): string
}

interface GivenTokens {
  readonly access_token: string
  readonly refresh_token?: string
}

describe('openid-client, and our client', () => {
  before(async () => {
    const { client_id, client_secret } = await op.addClient({
      client_name: 'coming from openid-client',
      redirect_uris: [REDIRECT_URI],
      response_types: ['code', 'code id_token'],
      scope: ['openid', 'profile', 'email', 'offline_access'],
    })
    Object.assign(process.env, {
      ISSUER: op.issuer,
      CLIENT_ID: client_id,
      CLIENT_SECRET: client_secret,
      REDIRECT_URI,
    })
  })

  for (const script of ['openid-client', 'gryphon-client'])
    test(`${script}.ts: logs in, asks userinfo, refreshes, revokes and logs out`, async () => {
      const module: unknown = await import(`../../examples/coming-from/${script}.ts`)
      const rp = module as LoginFunctions
      const agent = userAgent(webDoor(op.issuer))
      const { url, transaction } = await rp.begin()
      const request = formPost(await logInAt(new URL(url), person, agent))
      const login = await rp.callback(request, JSON.parse(JSON.stringify(transaction)))
      assert.equal((await rp.userinfo(login)).email, 'paula@example.com')
      const renewed = await rp.renew(login)
      assert.notEqual(renewed.access_token, login.access_token)
      await rp.revoke(renewed.refresh_token ?? '')
      await assert.rejects(rp.renew(renewed), { error: 'invalid_grant' })
      const { pathname, search } = new URL(rp.logout(login))
      const out = await agent.open({ path: pathname + search })
      assert.match(out.text, /signed out/i)
      const again = new URL((await rp.begin()).url)
      const page = await agent.open({ path: again.pathname + again.search })
      assert.match(page.text, /name="password"/)
    })
})
