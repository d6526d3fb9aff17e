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
import { GALLERY, placeAt } from './gallery.ts'
import { UI_LOCALES } from './language.ts'

/*
 * Every page in a real browser, light, dark and on a phone, and some in each language: what axe finds, what the browser
 * complains of, and a picture to look at in tests/artifacts/pages.
 */
const PICTURES = new URL('../../../../tests/artifacts/pages/', import.meta.url).pathname

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="tomato"/></svg>'

const DESKTOP = { width: 1000, height: 800 }
const PHONE = { width: 375, height: 700 }

/** The same is said in the dark, but for the colours, and on a phone in the same colours: axe is asked for what is new. */
const LOOKS = {
  light: { options: { colorScheme: 'light', viewport: DESKTOP }, asks: {} },
  dark: {
    options: { colorScheme: 'dark', viewport: DESKTOP },
    asks: { runOnly: 'color-contrast' },
  },
  phone: {
    options: { colorScheme: 'light', viewport: PHONE, deviceScaleFactor: 2 },
    asks: undefined,
  },
} as const

/** Pages that differ from others by their words alone: one look at them is enough. */
// biome-ignore format: a list
const ALIKE = [
  'sign-in-hint', 'sign-in-incomplete', 'sign-in-paused', 'sign-in-busy', 'sign-in-loopback', 'sign-in-logo-lost',
  'consent-again', 'consent-short', 'error-refused-unknown', 'error-damaged', 'error-missing', 'signed-out',
]

const pagesIn = (look: string) =>
  Object.keys(GALLERY).filter((name) => look === 'light' || !ALIKE.includes(name))

/** Pages with the longest lines. */
const WORDY = ['sign-in-or-create', 'create-faults', 'consent-long', 'sign-out', 'error-expired']

const OTHER_LANGUAGES = UI_LOCALES.filter((tag) => tag !== 'en')

/** Headers as Node wants them; no page repeats one. */
const headersOf = ({ headers }: HttpResponse) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

const server = createServer((request, response) => {
  const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
  const asset = ASSETS.get(path)
  const page = GALLERY[path.slice(1)]?.(placeAt(origin, searchParams.get('ui_locale') ?? 'en'))
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
const faultsOf = async (page: Page, asked: axe.RunOptions): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  const found = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(asked)})`)
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** How many pixels a page is too wide. */
const overflowOf = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

for (const [look, { options, asks }] of Object.entries(LOOKS))
  describe(`in ${look}`, () => {
    let page: Page
    before(async () => {
      page = await (await browser.newContext(options)).newPage()
      // Who is signed out goes on by themselves: not before they were looked at.
      await page.route('**/bye?*', (route) => route.abort())
    })
    after(() => page.context().close())

    for (const name of pagesIn(look))
      test(`${name} has no fault that axe finds, and fits`, async () => {
        const complaints = complaintsOf(page)
        await page.goto(`${origin}/${name}`)
        await page.screenshot({ path: `${PICTURES}${name}-${look}.png`, fullPage: true })
        if (asks) assert.deepEqual(await faultsOf(page, asks), [])
        assert.deepEqual(complaints, [])
        assert.ok((await overflowOf(page)) <= 0)
      })
  })

test('in each language pages fit on a phone', async () => {
  const page = await (await browser.newContext(LOOKS.phone.options)).newPage()
  for (const ui_locale of OTHER_LANGUAGES)
    for (const name of WORDY) {
      await page.goto(`${origin}/${name}?ui_locale=${ui_locale}`)
      await page.screenshot({ path: `${PICTURES}${name}-${ui_locale}.png`, fullPage: true })
      assert.ok((await overflowOf(page)) <= 0, `${name} in ${ui_locale}`)
    }
  await page.context().close()
})

test('Front-Channel Logout §2: who is signed out waits for the frames, then goes on without a script', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`${origin}/signed-out-next`)
  await page.waitForURL(`${origin}/bye?state=1`)
  assert.ok(asked.indexOf('/logo.svg') < asked.indexOf('/bye'), asked.join(' '))
  assert.ok(asked.includes('/logo.svg'))
  await page.context().close()
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
