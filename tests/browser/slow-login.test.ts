import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { setStage } from '../support/stage.ts'
import { answered, startTinyApplication } from '../support/tiny-application.ts'
import { allowButton, arrive, clickLogIn, logIn, signIn } from '../support/visitor.ts'

/*
 * For two minutes after it was set, Chrome sends a cookie with a POST from another site that it would not send later. What works by
 * this grace works on the desk of who wrote it, and nowhere else: so here everybody takes longer. It is the browser's own
 * clock, hence a wait. The file is started before all others and runs beside them.
 */
const LONGER_THAN_THE_GRACE = 125_000

const stage = setStage()

describe('after more than two minutes', { concurrency: true }, () => {
  for (const response_mode of ['form_post', 'fragment'])
    test(`PITFALLS 19: a login by ${response_mode} comes home`, () =>
      stage.visit(async ({ page }) => {
        const { playground, addPerson } = stage.whole
        const person = await addPerson(`slow-${response_mode.replace('_', '-')}`)
        await clickLogIn(page, playground, { response_mode })
        await page.getByLabel('Username').waitFor()
        await setTimeout(LONGER_THAN_THE_GRACE)
        await signIn(page, person)
        await allowButton(page).click()
        await arrive(page, playground)
      }))

  test('PITFALLS 18: a POST from another site finds the session of then', () =>
    stage.visit(async ({ page }) => {
      const { issuer, playground, addClient, addPerson } = stage.whole
      const application = await startTinyApplication()
      const { redirect_uri } = application
      const { client_id } = await addClient({
        client_name: 'Tiny application',
        redirect_uris: [redirect_uri],
        response_types: ['code id_token'],
        scope: ['openid'],
        trusted: true,
      })
      await logIn(page, playground, { person: await addPerson('stayer') })
      await setTimeout(LONGER_THAN_THE_GRACE)
      const asked = {
        ...{ client_id, redirect_uri, response_type: 'code id_token', scope: 'openid' },
        ...{ response_mode: 'form_post', state: 'much later', nonce: 'a nonce' },
      }
      await page.goto(application.postingPage(`${issuer}/authorize`, asked))
      const { method, parameters } = await answered(page)
      assert.deepEqual([method, parameters.get('state')], ['POST', 'much later'])
      await application.close()
    }))
})
