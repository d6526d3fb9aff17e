import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setStage } from '../support/stage.ts'
import { allowButton, arrive, clickLogIn, logIn, signIn } from '../support/visitor.ts'

/*
 * What the person or the provider answers, other than yes at once.
 */
const stage = setStage()

describe('in a browser', { concurrency: 3 }, () => {
  for (const response_mode of ['fragment', 'form_post']) {
    test(`who denies consent is told so by the application, by ${response_mode} (Core §3.1.2.6)`, () =>
      stage.visit(async ({ page }) => {
        const { playground } = stage.whole
        const person = await stage.whole.addPerson(`denier-${response_mode.replace('_', '-')}`)
        await clickLogIn(page, playground, { response_mode })
        await signIn(page, person)
        await page.getByRole('button', { name: 'Deny' }).click()
        await page.getByRole('heading', { name: 'You said no' }).waitFor()
        assert.equal(new URL(page.url()).origin, playground)
        assert.match((await page.textContent('main')) ?? '', /access_denied/)
      }))

    test(`prompt=none without a session is answered login_required, by ${response_mode} (Core §3.1.2.1)`, () =>
      stage.visit(async ({ page }) => {
        await clickLogIn(page, stage.whole.playground, { response_mode, prompt: 'none' })
        await page.getByRole('heading', { name: 'A sign-in would have been needed' }).waitFor()
        assert.match((await page.textContent('main')) ?? '', /login_required/)
      }))

    test(`prompt=none with a session logs in and shows nothing, by ${response_mode} (Core §3.1.2.1)`, () =>
      stage.visit(async ({ page }) => {
        const { playground } = stage.whole
        const person = await stage.whole.addPerson(`known-${response_mode.replace('_', '-')}`)
        await logIn(page, playground, { response_mode, person })
        const pages: string[] = []
        page.on('domcontentloaded', (loaded) => pages.push(new URL(loaded.url()).pathname))
        await clickLogIn(page, playground, { response_mode, prompt: 'none' })
        await arrive(page, playground)
        assert.deepEqual(
          pages.filter((path) => path.startsWith('/interaction')),
          [],
        )
      }))
  }

  test('prompt=none with a session but without consent is answered login_required, as without a session (Core §3.1.2.6)', () =>
    stage.visit(async ({ page }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('undecided')
      await clickLogIn(page, playground)
      await signIn(page, person)
      await allowButton(page).waitFor()
      await clickLogIn(page, playground, { prompt: 'none' })
      await page.getByRole('heading', { name: 'A sign-in would have been needed' }).waitFor()
    }))

  test('a wrong password is told, keeps the username, and the right one goes on', () =>
    stage.visit(async ({ page }) => {
      const { playground } = stage.whole
      const person = await stage.whole.addPerson('forgetful')
      await clickLogIn(page, playground)
      await signIn(page, { ...person, password: 'not the password' })
      const alert = page.getByRole('alert')
      assert.match((await alert.textContent()) ?? '', /do not match/)
      assert.equal(await page.getByLabel('Username').inputValue(), person.username)
      assert.equal(await page.getByLabel('Password').inputValue(), '')
      await signIn(page, person)
      await allowButton(page).click()
      await arrive(page, playground)
    }))

  test('who cancels at the sign-in page goes back to the application', () =>
    stage.visit(async ({ page }) => {
      await clickLogIn(page, stage.whole.playground)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('heading', { name: 'You said no' }).waitFor()
    }))

  test('select_account lets someone else sign in, and consent is theirs (PITFALLS 26)', () =>
    stage.visit(async ({ page }) => {
      const { playground, addPerson } = stage.whole
      const [first, second] = await Promise.all([addPerson('first'), addPerson('second')])
      await logIn(page, playground, { person: first })
      await clickLogIn(page, playground, { prompt: 'select_account' })
      await page.getByRole('button', { name: 'Use another account' }).click()
      await signIn(page, second)
      await allowButton(page).click()
      await arrive(page, playground)
      assert.equal(await page.locator('h1').textContent(), 'Hello, second Example')
    }))
})
