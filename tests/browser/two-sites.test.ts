import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { setStage } from '../support/stage.ts'
import {
  answered,
  startTinyApplication,
  type TinyApplication,
} from '../support/tiny-application.ts'
import { allowButton, arrive, clickLogIn, signIn } from '../support/visitor.ts'
import type { Credentials } from '../support/whole.ts'

/*
 * What only a browser decides: fragments, cookies between two sites, Content-Security-Policy, scripts.
 */
const stage = setStage()
const NATIVE_URI = 'com.example.app:/callback'
let application: TinyApplication
let web: string
let native: string

type Asked = Readonly<Record<string, string>>

const request = (over: Asked): Asked => ({
  client_id: web,
  redirect_uri: application.redirect_uri,
  response_type: 'code id_token',
  scope: 'openid profile',
  state: 'a state',
  nonce: 'a nonce',
  ...over,
})

const authorize = (over: Asked = {}) =>
  `${stage.whole.issuer}/authorize?${new URLSearchParams(request(over))}`

/** Each test has a person of its own: what one is asked depends on what they have allowed. */
const newPerson = () => {
  people += 1
  return stage.whole.addPerson(`wanderer-${people}`)
}
let people = 0

const signInAndAllow = async (page: Page, person: Credentials) => {
  await signIn(page, person)
  await allowButton(page).click()
}

/** Somebody who is signed in, and has allowed the application everything. */
const becomeKnown = async (page: Page) => {
  await page.goto(authorize({ response_mode: 'form_post' }))
  await signInAndAllow(page, await newPerson())
  await answered(page)
}

const HOSTILE = [
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</form><form action="https://evil.example"><input name=state value=x>',
  '&quot;&lt;script&gt; &amp;amp; </textarea></title>',
  '\u202e ünï 🦁 + %22 %3Cb%3E',
] as const

describe('between two sites', { concurrency: 3 }, () => {
  before(async () => {
    application = await startTinyApplication()
    const usual = {
      response_types: ['code', 'code id_token', 'code id_token token'],
      scope: ['openid', 'profile'],
    } as const
    const registered = await Promise.all([
      stage.whole.addClient({
        ...{ ...usual, client_name: 'Tiny application', redirect_uris: [application.redirect_uri] },
      }),
      stage.whole.addClient({
        ...{ ...usual, client_name: 'Native application', redirect_uris: [NATIVE_URI] },
      }),
    ])
    ;[web = '', native = ''] = registered.map(({ client_id }) => client_id)
  })
  after(() => application.close())

  // biome-ignore format: a table
  const ANSWERS: readonly (readonly [what: string, over: Asked])[] = [
    ['a code by query',  { response_type: 'code', response_mode: 'query' }],
    ['an error by query', { response_type: 'code', response_mode: 'query', prompt: 'none', scope: 'openid offline_access', max_age: '0' }],
    ['an error by fragment', { prompt: 'none', max_age: '0' }],
    ['an answer by fragment', {}],
    ['an answer by form_post', { response_mode: 'form_post' }],
  ]
  for (const [what, over] of ANSWERS)
    test(`PITFALLS 14: a fragment of the start URL does not come along with ${what}`, () =>
      stage.visit(async ({ page }) => {
        await becomeKnown(page)
        await page.goto(`${authorize(over)}#access_token=x`)
        await answered(page)
        assert.ok(!page.url().includes('access_token=x'), page.url())
      }))

  test('PITFALLS 14: a fragment of the start URL does not come along through the pages of a login', () =>
    stage.visit(async ({ page }) => {
      const asked = authorize({ response_type: 'code', response_mode: 'query' })
      await page.goto(`${asked}#access_token=x`)
      await signInAndAllow(page, await newPerson())
      await answered(page)
      assert.ok(!page.url().includes('access_token'), page.url())
    }))

  for (const response_mode of ['form_post', 'fragment'])
    test(`PITFALLS 16: a hostile state comes back as it was by ${response_mode}, and runs nothing`, () =>
      stage.visit(async ({ page }) => {
        await becomeKnown(page)
        for (const state of HOSTILE) {
          await page.goto(authorize({ response_mode, state }))
          const { parameters } = await answered(page)
          const { hash } = new URL(page.url())
          const shown =
            response_mode === 'form_post' ? parameters : new URLSearchParams(hash.slice(1))
          assert.equal(shown.get('state'), state)
        }
      }))

  test('PITFALLS 16: without scripts, form_post goes on by a button', () =>
    stage.visit(
      async ({ page }) => {
        const { playground } = stage.whole
        await clickLogIn(page, playground)
        await signInAndAllow(page, await newPerson())
        await page.locator('noscript p').waitFor()
        await page.getByRole('button', { name: 'Continue' }).click()
        await page.getByRole('button', { name: 'Go on' }).click()
        await arrive(page, playground)
      },
      { javaScriptEnabled: false },
    ))

  test('PITFALLS 16: without scripts, fragment says what to do', () =>
    stage.visit(
      async ({ page }) => {
        await clickLogIn(page, stage.whole.playground, { response_mode: 'fragment' })
        await signInAndAllow(page, await newPerson())
        await page.locator('noscript p').first().waitFor()
      },
      { javaScriptEnabled: false },
    ))

  test('PITFALLS 17: form-action stops no redirect of a form to the application of another site', () =>
    stage.visit(async ({ page }) => {
      await page.goto(authorize({ response_type: 'code', response_mode: 'query' }))
      await signInAndAllow(page, await newPerson())
      const { method, parameters } = await answered(page)
      assert.deepEqual([method, parameters.get('state')], ['GET', 'a state'])
    }))

  test('PITFALLS 17: form-action stops no redirect of a form to a custom scheme', () =>
    stage.visit(async ({ page }) => {
      // No application of this machine takes it, so the browser lets go; a policy would stop it before, and complain.
      const left = page.waitForEvent('requestfailed', (it) => it.url().startsWith(NATIVE_URI))
      const asked = { response_type: 'code', response_mode: 'query' } as const
      await page.goto(authorize({ ...asked, client_id: native, redirect_uri: NATIVE_URI }))
      await signInAndAllow(page, await newPerson())
      const { searchParams } = new URL((await left).url())
      assert.deepEqual([searchParams.get('state'), searchParams.has('code')], ['a state', true])
    }))

  test('PITFALLS 18: a POST from another site with a live session asks for no second sign-in', () =>
    stage.visit(async ({ page }) => {
      await becomeKnown(page)
      const fields = request({ response_mode: 'form_post', state: 'posted' })
      await page.goto(application.postingPage(`${stage.whole.issuer}/authorize`, fields))
      const { method, parameters } = await answered(page)
      assert.deepEqual([method, parameters.get('state')], ['POST', 'posted'])
      assert.ok(parameters.has('code'))
    }))

  test('PITFALLS 18: prompt=none by a POST from another site finds the session', () =>
    stage.visit(async ({ page }) => {
      await becomeKnown(page)
      const fields = request({ response_mode: 'form_post', prompt: 'none' })
      await page.goto(application.postingPage(`${stage.whole.issuer}/authorize`, fields))
      const { parameters } = await answered(page)
      assert.deepEqual([parameters.get('error'), parameters.has('code')], [null, true])
    }))
})
