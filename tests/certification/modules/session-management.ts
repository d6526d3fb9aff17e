import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../../support/browser.ts'
import type { Flow } from '../support/flow.ts'
import { textIn } from '../support/http.ts'
import { logoutOf } from '../support/logout.ts'
import type { Module } from '../support/module.ts'
import { authorizeUrl, requestOf } from '../support/request.ts'

/** A page of the client's that watches the session from a frame (Session Management §3.1). */
const watchingPage = (
  check_session_iframe: string,
) => `<!doctype html><html lang="en"><title>Watching</title>
<iframe src="${check_session_iframe}" onload="this.dataset.there = ''"></iframe>
<script>
  const ask = (message) => new Promise((resolve) => {
    addEventListener('message', ({ data, origin }) => resolve({ data, origin }), { once: true })
    document.querySelector('iframe').contentWindow.postMessage(message, new URL('${check_session_iframe}').origin)
  })
</script></html>`

const logInWithPage = async (flow: Flow, page: Page): Promise<URLSearchParams> => {
  const { username } = flow.browser
  await page.goto(authorizeUrl(flow, requestOf(flow)))
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(flow.provider.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(/\/callback/)
  const { search, hash } = new URL(page.url())
  return new URLSearchParams(hash.length > 2 ? hash.slice(1) : search)
}

const logOutWithPage = async (flow: Flow, page: Page) => {
  const request = logoutOf(flow, { id_tokens: [] }, { id_token_hint: undefined })
  const address = textIn(flow.discovered.metadata, 'end_session_endpoint')
  await page.goto(`${address}?${new URLSearchParams(request)}`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('signed out').first().waitFor()
}

const watch = async (flow: Flow, page: Page) => {
  const address = textIn(flow.discovered.metadata, 'check_session_iframe')
  const path = `/watching/${flow.client.client_id}`
  const body = watchingPage(address)
  await page.goto(flow.provider.suite.serve(path, { body, content_type: 'text/html' }))
  await page.locator('iframe[data-there]').waitFor({ state: 'attached' })
  return async (message: string) => {
    const answer = await page.evaluate(`ask(${JSON.stringify(message)})`)
    const { data, origin } = answer as { readonly data: string; readonly origin: string }
    assert.equal(origin, flow.provider.issuer)
    return data
  }
}

/** Session Management, in a real browser. */
export const SESSION_MANAGEMENT: Module = {
  module: 'oidcc-session-management-rp-initiated-logout',
  checks:
    'in Chromium: check_session_iframe answers unchanged, after the logout changed, and error to what is no message',
  wanted: () => ({ by_hand: 'logout' }),
  run: async (flow) => {
    const chromium = await launchBrowser()
    try {
      const context = await chromium.newContext({ ignoreHTTPSErrors: true, locale: 'en' })
      const page = await context.newPage()
      const session_state = (await logInWithPage(flow, page)).get('session_state')
      const ask = await watch(flow, page)
      const message = `${flow.client.client_id} ${session_state}`
      assert.equal(await ask(message), 'unchanged')
      assert.equal(await ask('no message'), 'error')
      await logOutWithPage(flow, await context.newPage())
      assert.equal(await ask(message), 'changed')
    } finally {
      await chromium.close()
    }
  },
}
