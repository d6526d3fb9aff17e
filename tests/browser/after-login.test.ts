import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { setStage } from '../support/stage.ts'
import { arrive, clickLogIn, logIn } from '../support/visitor.ts'

/*
 * What the application does with what it has been given.
 */
const stage = setStage()

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Everything tried after the replay, with what it did: the rows of the table. */
const findings = (page: Page): Promise<readonly (readonly [what: string, verdict: string])[]> =>
  page
    .locator('table.findings tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector('b')?.textContent ?? '',
        row.querySelector('.mark')?.textContent?.trim() ?? '',
      ]),
    )

describe('in a browser', { concurrency: 3 }, () => {
  test('the API answers the access token of the back channel, and the one that the browser has seen', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      const person = await addPerson('reader')
      await logIn(page, playground, { response_type: 'code id_token token', person })
      for (const name of ['Call the API', 'Call it with the first token']) {
        await press(page, name)
        await page.locator('#answer', { hasText: 'GET /notes answered 200' }).waitFor()
      }
    }))

  test('a refresh gives new tokens, which the API answers too', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      await logIn(page, playground, { person: await addPerson('refresher') })
      for (let times = 0; times < 2; times += 1) {
        await press(page, 'Refresh')
        await page.getByRole('status').getByText('Refreshed').waitFor()
      }
      await press(page, 'Call the API')
      await page.locator('#answer', { hasText: 'GET /notes answered 200' }).waitFor()
    }))

  test('PITFALLS 9, 25: a replay of the code revokes everything that came from it, front channel included', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      const person = await addPerson('victim')
      await logIn(page, playground, { response_type: 'code id_token token', person })
      await press(page, 'Replay the code')
      await page.getByRole('heading', { name: 'The code was used twice' }).waitFor()
      const found = await findings(page)
      assert.ok(found.length >= 4, JSON.stringify(found))
      assert.deepEqual(
        found.filter(([, verdict]) => verdict.startsWith('✗')),
        [],
      )
      await press(page, 'Refresh')
      await page.getByRole('status').getByText('invalid_grant').waitFor()
    }))

  test('who logs out of the application is not known to it, and logs in again without typing', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      await logIn(page, playground, { person: await addPerson('leaver') })
      const login = page.url()
      await press(page, 'Log out of the application')
      await page.getByRole('status').getByText('You are logged out').waitFor()
      await page.goto(login)
      await page.getByRole('heading', { name: 'You are not logged in' }).waitFor()
      await clickLogIn(page, playground)
      await arrive(page, playground)
    }))

  test('PITFALLS 24: nothing secret is left in the address, the history or the page', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      const person = await addPerson('cautious')
      const response_type = 'code id_token token'
      await logIn(page, playground, { response_type, response_mode: 'fragment', person })
      const shown = await page.content()
      assert.doesNotMatch(shown, /eyJ[\w-]{20,}\.[\w-]{60,}\.[\w-]{60,}/)
      await page.goBack()
      assert.doesNotMatch(page.url(), /code=|id_token=|access_token=/)
    }))
})
