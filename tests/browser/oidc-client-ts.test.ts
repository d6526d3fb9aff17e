import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { UserManager } from 'oidc-client-ts'
import type { Page } from 'playwright-core'
import { type ApplicationServer, startApplicationServer } from '../support/application-server.ts'
import { arriveAt, singlePageApplication } from '../support/single-page-application.ts'
import { setStage } from '../support/stage.ts'
import { allowButton, signIn } from '../support/visitor.ts'

/*
 * oidc-client-ts, as single-page applications use it: a public client whose scripts ask token and UserInfo endpoint themselves.
 * At `127.0.0.1` it is another site than the provider, whose cookies no frame of it is given; at `localhost` it is the same site,
 * as `app.example` and `login.app.example` are, and silent renew and session monitoring are tried there.
 */
declare const manager: UserManager
declare const raised: readonly string[]
declare const signedIn: Promise<unknown>

const stage = setStage({ GRYPHON_SESSION_MANAGEMENT: 'on', GRYPHON_REGISTRATION: 'open' })
let server: ApplicationServer

const newPerson = () => {
  people += 1
  return stage.whole.addPerson(`single-${people}`)
}
let people = 0

const signOutButton = (page: Page) => page.getByRole('button', { name: 'Sign out' })

const logIn = async (page: Page, origin: string, scope = 'openid profile') => {
  await page.goto(origin)
  const left = page.waitForURL(`${stage.whole.issuer}/**`)
  await page.evaluate((asked) => void manager.signinRedirect({ scope: asked }), scope)
  await left
  await signIn(page, await newPerson())
  await allowButton(page).click()
  const { refused } = await arriveAt(page, `${origin}/callback`)
  assert.equal(refused, undefined)
}

const user = (page: Page) =>
  page.evaluate(async () => {
    const { profile, access_token, refresh_token, session_state, scopes } =
      (await manager.getUser()) ?? {}
    return { profile, access_token, refresh_token, session_state, scopes }
  })

describe('oidc-client-ts', { concurrency: 2 }, () => {
  before(async () => {
    server = await startApplicationServer()
    const origins = [server.origin, server.same_site_origin]
    const { client_id } = await stage.whole.addClient({
      client_name: 'Single page',
      redirect_uris: origins.map((origin) => `${origin}/callback`),
      post_logout_redirect_uris: origins.map((origin) => `${origin}/signed-out`),
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: ['openid', 'profile', 'email', 'offline_access'],
      trusted: false,
    })
    server.answer(
      singlePageApplication({
        ...{ authority: stage.whole.issuer, client_id },
        scope: 'openid profile',
        loadUserInfo: true,
        automaticSilentRenew: false,
        checkSessionIntervalInSeconds: 0.2,
      }),
    )
  })
  after(() => server.close())

  test('logs in by code with PKCE from another site, and asks userinfo from its own script', () =>
    stage.visit(async ({ page }) => {
      await logIn(page, server.origin)
      const { profile, scopes } = await user(page)
      assert.match(String(profile?.name), /^single-\d+ Example$/)
      assert.deepEqual([profile?.iss, scopes], [stage.whole.issuer, ['openid', 'profile']])
    }))

  test('logs in by a popup, which closes when the answer is there', () =>
    stage.visit(async ({ page }) => {
      const person = await newPerson()
      await page.goto(server.origin)
      const opened = page.waitForEvent('popup')
      await page.evaluate(() => void Object.assign(self, { signedIn: manager.signinPopup() }))
      const popup = await opened
      const closed = popup.waitForEvent('close')
      await signIn(popup, person)
      await allowButton(popup).click()
      await page.evaluate(async () => void (await signedIn))
      await closed
      const { profile } = await user(page)
      assert.equal(profile?.name, `${person.username} Example`)
    }))

  test('renews by a refresh token, which is another each time, and revokes it', () =>
    stage.visit(async ({ page }) => {
      await logIn(page, server.origin, 'openid offline_access')
      const before = await user(page)
      await page.evaluate(() => manager.signinSilent())
      const after = await user(page)
      assert.notEqual(after.access_token, before.access_token)
      assert.notEqual(after.refresh_token, before.refresh_token)
      assert.equal(after.profile?.sub, before.profile?.sub)
      const { refresh_token = '' } = after
      await page.evaluate(() => manager.revokeTokens(['refresh_token']))
      const said = await page.evaluate(async (token) => {
        const user = await manager.getUser()
        await manager.storeUser(Object.assign(user ?? {}, { refresh_token: token }) as typeof user)
        return manager.signinSilent().catch((error) => error.error)
      }, refresh_token)
      assert.equal(said, 'invalid_grant')
    }))

  test('renews by prompt=none in a frame, where application and provider are of one site', () =>
    stage.visit(async ({ page }) => {
      await logIn(page, server.same_site_origin)
      const before = await user(page)
      await page.evaluate(() => manager.signinSilent())
      const after = await user(page)
      assert.notEqual(after.access_token, before.access_token)
      assert.deepEqual(
        [after.profile?.sub, after.profile?.auth_time],
        [before.profile?.sub, before.profile?.auth_time],
      )
    }))

  test('is told login_required by prompt=none in a frame of another site, whose cookies no browser sends', () =>
    stage.visit(async ({ page }) => {
      await logIn(page, server.origin)
      const said = await page.evaluate(() => manager.signinSilent().catch((error) => error.error))
      assert.equal(said, 'login_required')
    }))

  test('watches the session, and hears that it ended in another tab (Session Management §3)', () =>
    stage.visit(async ({ page, openTab }) => {
      await logIn(page, server.same_site_origin)
      assert.match((await user(page)).session_state ?? '', /^[\w-]+\.[\w-]+$/)
      const tab = await openTab()
      await tab.goto(`${stage.whole.issuer}/oauth/logout`)
      assert.deepEqual(await page.evaluate('raised'), [])
      await signOutButton(tab).click()
      await page.waitForFunction(() => raised.length > 0)
      assert.deepEqual(await page.evaluate('raised'), ['UserSignedOut'])
    }))

  test('signs out, and the browser comes back (RP-Initiated Logout §3)', () =>
    stage.visit(async ({ page }) => {
      await logIn(page, server.origin)
      await page.evaluate(() => void manager.signoutRedirect({ state: 'of the application' }))
      const { userState } = await arriveAt(page, `${server.origin}/signed-out`)
      assert.equal(userState, 'of the application')
      assert.equal((await user(page)).profile, undefined)
      await page.evaluate(() => void manager.signinRedirect({ prompt: 'none' }))
      const { refused } = await arriveAt(page, `${server.origin}/callback`)
      assert.equal(refused, 'login_required')
    }))
})
