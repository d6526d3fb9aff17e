import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { HttpResponse } from '@gryphon/provider'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../../../tests/support/browser.ts'
import { ASSETS } from './assets.ts'
import { GALLERY } from './gallery.ts'

/*
 * Every page in a real browser, light, dark and on a phone: what axe finds, what the browser complains of, and a picture to
 * look at in tests/artifacts/pages.
 */
const PICTURES = new URL('../../../../tests/artifacts/pages/', import.meta.url).pathname

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="tomato"/></svg>'

const DESKTOP = { width: 1000, height: 800 }
const PHONE = { width: 375, height: 700 }

const LOOKS = {
  light: { colorScheme: 'light', viewport: DESKTOP },
  dark: { colorScheme: 'dark', viewport: DESKTOP },
  phone: { colorScheme: 'light', viewport: PHONE, deviceScaleFactor: 2 },
} as const

/** Headers as Node wants them; no page repeats one. */
const headersOf = ({ headers }: HttpResponse) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

const server = createServer((request, response) => {
  const path = request.url ?? ''
  const asset = ASSETS.get(path)
  const page = GALLERY[path.slice(1)]?.(origin)
  if (path === '/logo.svg') response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(LOGO)
  else if (asset) response.writeHead(200, { 'content-type': asset.content_type }).end(asset.body)
  else if (page) response.writeHead(page.status, headersOf(page)).end(page.body)
  else response.writeHead(404).end()
})
let origin = ''
let browser: Browser

before(async () => {
  mkdirSync(PICTURES, { recursive: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
})

after(async () => {
  await browser.close()
  server.close()
})

/** What the browser says of a page, but that a status is not 2xx or the lost logo is lost. */
const complaintsOf = (page: Page) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}

/** What axe finds. It is evaluated by the browser's debugger, which no Content-Security-Policy stops. */
const faultsOf = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  const found = await page.evaluate<axe.AxeResults>('axe.run()')
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** How many pixels a page is too wide. */
const overflowOf = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

for (const [look, options] of Object.entries(LOOKS))
  describe(`in ${look}`, () => {
    let page: Page
    before(async () => {
      page = await (await browser.newContext(options)).newPage()
    })
    after(() => page.context().close())

    for (const name of Object.keys(GALLERY))
      test(`${name} has no fault that axe finds, and fits`, async () => {
        const complaints = complaintsOf(page)
        await page.goto(`${origin}/${name}`)
        await page.screenshot({ path: `${PICTURES}${name}-${look}.png`, fullPage: true })
        assert.deepEqual(await faultsOf(page), [])
        assert.deepEqual(complaints, [])
        assert.ok((await overflowOf(page)) <= 0)
      })
  })

test('the keyboard goes from the username to the password, to the button, to cancel', async () => {
  const page = await browser.newPage()
  await page.goto(`${origin}/sign-in`)
  await page.locator('#username:focus').waitFor()
  const focused: string[] = []
  for (let step = 0; step < 4; step += 1) {
    focused.push(
      await page.evaluate<string>(
        'document.activeElement.id || document.activeElement.textContent',
      ),
    )
    await page.keyboard.press('Tab')
  }
  assert.deepEqual(focused, ['username', 'password', 'Sign in', 'Cancel'])
  await page.close()
})

test('after an error the focus is in the field that is described by it', async () => {
  const page = await browser.newPage()
  await page.goto(`${origin}/sign-in-wrong`)
  assert.equal(await page.locator(':focus').getAttribute('aria-describedby'), 'problem')
  const described = (await page.locator('#problem').textContent()) ?? ''
  assert.match(described, /do not match/)
  await page.close()
})

test('text of twice the size on a narrow screen is not cut off (WCAG 1.4.4, 1.4.10)', async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
  for (const name of ['sign-in-wrong', 'consent-more', 'select-account', 'error-refused']) {
    await page.goto(`${origin}/${name}`)
    await page.evaluate('document.documentElement.style.fontSize = "200%"')
    assert.ok((await overflowOf(page)) <= 0, name)
  }
  await page.close()
})
