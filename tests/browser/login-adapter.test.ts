import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type LoginApplication, startLoginApplication } from '../support/login-application.ts'
import { setStage } from '../support/stage.ts'
import { allowButton, signIn } from '../support/visitor.ts'

/*
 * A ready adapter in a real browser: the application is at another site than the provider, over http, where no cookie has
 * SameSite=None.
 */
const stage = setStage()

describe('an application with a ready adapter', () => {
  let application: LoginApplication
  before(async () => {
    application = await startLoginApplication(stage.whole, 'examples/client-express.ts', {
      callback: '/callback',
    })
  })
  after(() => application.close())

  const everyWay = [
    { what: 'with scripts', options: {} },
    { what: 'without scripts, by a button', options: { javaScriptEnabled: false } },
  ] as const

  for (const { what, options } of everyWay)
    test(`PITFALLS 19: logs in by a form of another site, ${what}, and logs out`, () =>
      stage.visit(async ({ page }) => {
        const { base_url } = application
        await page.goto(`${base_url}/me`)
        await signIn(page, await stage.whole.addPerson(`iris${what.length}`))
        await allowButton(page).click()
        if ('javaScriptEnabled' in options) {
          await page.getByRole('button', { name: 'Continue' }).click()
          await page.getByRole('button', { name: 'Go on' }).click()
        }
        await page.waitForURL(`${base_url}/me`)
        assert.match((await page.textContent('body')) ?? '', /Example/)
        await page.goto(`${base_url}/logout`)
        await page.waitForURL(`${base_url}/`)
        assert.equal(await page.textContent('body'), 'hello nobody')
      }, options))

  test('PITFALLS 17: is not logged out of by a link of another site; the person is asked, and the button leads on', () =>
    stage.visit(async ({ page }) => {
      const { base_url } = application
      await page.goto(`${base_url}/me`)
      await signIn(page, await stage.whole.addPerson('ivy'))
      await allowButton(page).click()
      await page.waitForURL(`${base_url}/me`)
      await page.goto(stage.whole.issuer)
      await page.evaluate((href) => location.assign(href), `${base_url}/logout`)
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.waitForURL(`${base_url}/`)
      assert.equal(await page.textContent('body'), 'hello nobody')
    }))
})
