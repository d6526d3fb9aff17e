import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Where the pictures are, to be looked at. */
const PICTURES = new URL('../artifacts/browser/', import.meta.url).pathname

const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 375, height: 700 }

const LOOKS = {
  light: { scheme: 'light', size: DESKTOP },
  dark: { scheme: 'dark', size: DESKTOP },
  phone: { scheme: 'light', size: PHONE },
} as const

/** What axe finds that keeps people out. It is evaluated by the browser's debugger, which no Content-Security-Policy stops. */
const seriousFaults = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** How many pixels a page is too wide. */
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

type Look = keyof typeof LOOKS

const inEveryLook = async (page: Page, play: (look: Look) => Promise<void>): Promise<void> => {
  for (const look of Object.keys(LOOKS) as readonly Look[]) {
    await page.emulateMedia({ colorScheme: LOOKS[look].scheme, reducedMotion: 'reduce' })
    await page.setViewportSize(LOOKS[look].size)
    await play(look)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESKTOP)
}

const takePicture = async (page: Page, name: string, look: Look): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}-${look}.png`), fullPage: true })
}

/** Takes a picture of a page in light, in dark and on a phone. */
export const photograph = (page: Page, name: string): Promise<void> =>
  inEveryLook(page, (look) => takePicture(page, name, look))

/** The same; fails where axe finds a serious fault in light or in dark, or the page does not fit. Scripts must be on. */
export const examine = (page: Page, name: string): Promise<void> =>
  inEveryLook(page, async (look) => {
    await takePicture(page, name, look)
    assert.ok((await overflow(page)) <= 0, `${name} is too wide in ${look}`)
    if (look !== 'phone') assert.deepEqual(await seriousFaults(page), [], `${name} in ${look}`)
  })
