import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { setStage } from '../support/stage.ts'
import { allowButton, arrive, clickLogIn, logIn, signIn } from '../support/visitor.ts'

/*
 * Back, reload, double click and many tabs: what people do, and no dead end.
 */
const stage = setStage()

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

describe('in a browser', { concurrency: 3 }, () => {
  for (const response_mode of ['fragment', 'form_post'])
    test(`PITFALLS 20: back from the application, after ${response_mode}, leads to a page that says who is signed in and goes on`, () =>
      stage.visit(async ({ page }) => {
        const { playground } = stage.whole
        const person = await stage.whole.addPerson(`returner-${response_mode.replace('_', '-')}`)
        await logIn(page, playground, { response_mode, person })
        const arrived = page.url()
        await page.goBack()
        await heading(page, 'You are signed in').waitFor()
        await page.goForward()
        assert.equal(page.url(), arrived)
        await page.goBack()
        await page.getByRole('button', { name: 'Continue to Playground' }).click()
        await heading(page, 'This login is over').waitFor()
        assert.equal(new URL(page.url()).origin, playground)
      }))

  test('PITFALLS 20: back from consent and forward again, and the login goes on', () =>
    stage.visit(async ({ page }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('undecided')
      await clickLogIn(page, playground)
      await signIn(page, person)
      await allowButton(page).waitFor()
      await page.goBack()
      await allowButton(page).waitFor()
      await page.goForward()
      await allowButton(page).click()
      await arrive(page, playground)
    }))

  test('PITFALLS 20: every page of a login can be reloaded', () =>
    stage.visit(async ({ page }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('reloader')
      await clickLogIn(page, playground)
      await page.getByLabel('Username').waitFor()
      await page.reload()
      await signIn(page, { ...person, password: 'not the password' })
      await page.getByRole('alert').waitFor()
      await page.reload()
      await signIn(page, person)
      await allowButton(page).waitFor()
      await page.reload()
      await allowButton(page).click()
      await arrive(page, playground)
      await page.reload()
      await heading(page, 'Hello, reloader Example').waitFor()
    }))

  test('PITFALLS 20: a double click on Allow is one consent', () =>
    stage.visit(async ({ page }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('hasty')
      await clickLogIn(page, playground, { response_mode: 'fragment' })
      await signIn(page, person)
      await allowButton(page).dblclick()
      await arrive(page, playground)
    }))

  test('PITFALLS 20: a double click on Sign in is one sign-in', () =>
    stage.visit(async ({ page }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('impatient')
      await clickLogIn(page, playground)
      await page.getByLabel('Username').fill(person.username)
      await page.getByLabel('Password').fill(person.password)
      await page.getByRole('button', { name: 'Sign in' }).dblclick()
      await allowButton(page).click()
      await arrive(page, playground)
    }))

  test('PITFALLS 21: two tabs with different response types, each signed in, both complete', () =>
    stage.visit(async ({ page, openTab }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('both-tabs')
      const other = await openTab()
      await clickLogIn(page, playground, { response_type: 'code id_token' })
      await clickLogIn(other, playground, {
        ...{ response_type: 'code id_token token', response_mode: 'fragment' },
      })
      await signIn(page, person)
      await signIn(other, person)
      await allowButton(other).click()
      await allowButton(page).click()
      await Promise.all([arrive(page, playground), arrive(other, playground)])
      const chips = [page, other].map((tab) => tab.locator('.chip').first().textContent())
      assert.deepEqual(await Promise.all(chips), ['code id_token', 'code id_token token'])
      await Promise.all([page.reload(), other.reload()])
      await heading(page, 'Hello, both-tabs Example').waitFor()
      await heading(other, 'Hello, both-tabs Example').waitFor()
    }))

  test('PITFALLS 21: who signed in in one tab goes on in the other without typing', () =>
    stage.visit(async ({ page, openTab }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('twotabs')
      const other = await openTab()
      await clickLogIn(page, playground)
      await clickLogIn(other, playground, { response_type: 'code token' })
      await signIn(page, person)
      await allowButton(page).click()
      await arrive(page, playground)
      await other.reload()
      await other.getByRole('button', { name: 'Continue to Playground' }).click()
      await arrive(other, playground)
    }))

  test('PITFALLS 22: a login whose cookies are gone starts again by one click', () =>
    stage.visit(async ({ page, context }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('cookieless')
      await clickLogIn(page, playground)
      await context.clearCookies({ domain: 'localhost' })
      await signIn(page, person)
      await heading(page, 'This page has expired').waitFor()
      await page.getByRole('link', { name: 'Start again' }).click()
      await signIn(page, person)
      await allowButton(page).click()
      await arrive(page, playground)
    }))
})
