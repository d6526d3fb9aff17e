import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { examine, photograph } from '../support/examine.ts'
import { setStage } from '../support/stage.ts'
import { allowButton, arrive, clickLogIn, logIn, signIn } from '../support/visitor.ts'

/*
 * Every page that a person can come to, where it really stands: what axe finds, and a picture to look at in tests/artifacts/browser.
 */
const stage = setStage()

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first()

/** Answered without a page, the browser stays where it is. */
const hold = (page: Page, path: string) =>
  page.route(path, (route) => route.fulfill({ status: 204 }))

describe('axe finds no serious fault, in light, dark and on a phone', { concurrency: 3 }, () => {
  test('on the pages of a first login', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      const person = await addPerson('ada')
      await page.goto(playground)
      await examine(page, 'playground-start')
      await clickLogIn(page, playground)
      await page.getByLabel('Username').waitFor()
      await examine(page, 'sign-in')
      await signIn(page, { ...person, password: 'not the password' })
      await page.getByRole('alert').waitFor()
      await examine(page, 'sign-in-wrong')
      await signIn(page, person)
      await allowButton(page).waitFor()
      await examine(page, 'consent')
      await allowButton(page).click()
      await arrive(page, playground)
      await page.goBack()
      await heading(page, 'You are signed in').waitFor()
      await examine(page, 'continue')
    }))

  test('on the pages of who comes again', () =>
    stage.visit(async ({ page }) => {
      const { playground, demo } = stage.whole
      await logIn(page, playground, { person: demo })
      await page.goto(playground)
      await examine(page, 'playground-start-known')
      await clickLogIn(page, playground, { prompt: 'select_account' })
      await heading(page, 'Choose an account').waitFor()
      await examine(page, 'choose-account')
      await clickLogIn(page, playground, { prompt: 'consent' })
      await allowButton(page).waitFor()
      await examine(page, 'consent-again')
      await page.getByRole('button', { name: 'Deny' }).click()
      await heading(page, 'You said no').waitFor()
      await examine(page, 'playground-denied')
    }))

  test('on the pages between', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      await logIn(page, playground, { person: await addPerson('bela') })
      await hold(page, `${playground}/callback`)
      await clickLogIn(page, playground)
      await heading(page, /Returning to/).waitFor()
      await examine(page, 'form-post')
      await page.unroute(`${playground}/callback`)
      await hold(page, `${playground}/callback/posted`)
      await clickLogIn(page, playground)
      await page.getByRole('button', { name: 'Go on' }).waitFor()
      await examine(page, 'playground-callback')
      await page.goto(`${playground}/callback`)
      await examine(page, 'playground-callback-empty')
    }))

  test('on the pages of what went wrong', () =>
    stage.visit(async ({ page, context }) => {
      const { issuer, playground, demo } = stage.whole
      await page.goto(`${issuer}/authorize?client_id=unknown&response_type=code`)
      await examine(page, 'refused')
      await page.goto(`${issuer}/no-such-page`)
      await examine(page, 'not-found')
      await clickLogIn(page, playground)
      await page.getByLabel('Username').waitFor()
      await context.clearCookies()
      await signIn(page, demo)
      await heading(page, 'This page has expired').waitFor()
      await examine(page, 'expired')
      await clickLogIn(page, playground, { prompt: 'none' })
      await heading(page, 'A sign-in would have been needed').waitFor()
      await examine(page, 'playground-login-required')
      await page.goto(`${playground}/logins/none`)
      await examine(page, 'playground-not-logged-in')
    }))

  test('on the page of a login, and after all that can be done with it', () =>
    stage.visit(async ({ page }) => {
      const { playground, demo } = stage.whole
      const response_type = 'code id_token token'
      await logIn(page, playground, { response_type, person: demo, prompt: 'consent' })
      await examine(page, 'playground-login')
      for (const [name, heard] of [
        ['Call the API', 'answered 200'],
        ['Refresh', 'Refreshed'],
      ] as const) {
        await page.getByRole('button', { name, exact: true }).click()
        await page.getByRole('status').getByText(heard).waitFor()
      }
      await page.getByRole('button', { name: 'Replay the code' }).click()
      await heading(page, 'The code was used twice').waitFor()
      await page.locator('details').evaluateAll((all) => {
        for (const one of all) one.setAttribute('open', '')
      })
      await examine(page, 'playground-replayed')
    }))
})

test('the pages without scripts are there to be looked at', () =>
  stage.visit(
    async ({ page }) => {
      const { playground, addPerson } = stage.whole
      await clickLogIn(page, playground)
      await signIn(page, await addPerson('cleo'))
      await allowButton(page).click()
      await page.locator('noscript p').waitFor()
      await photograph(page, 'form-post-without-scripts')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('button', { name: 'Go on' }).waitFor()
      await photograph(page, 'playground-callback-without-scripts')
      await clickLogIn(page, playground, { response_mode: 'fragment' })
      await page.locator('noscript p').first().waitFor()
      await photograph(page, 'playground-fragment-without-scripts')
    },
    { javaScriptEnabled: false },
  ))
