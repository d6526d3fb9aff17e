import { after, before } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { newVisitor, type Visitor } from './visitor.ts'
import { startWhole, type Whole, type WholeSettings } from './whole.ts'

/** What a file of browser tests plays on: everything that `npm start` starts, and a browser. */
export interface Stage {
  readonly whole: Whole
  readonly browser: Browser
  /** Lets somebody in for one test; fails the test where a page complained. */
  visit(play: (visitor: Visitor) => Promise<void>, options?: BrowserContextOptions): Promise<void>
}

/** Starts both before the tests of the file, and stops both after them. */
export const setStage = (settings: WholeSettings = {}): Stage => {
  let whole: Whole
  let browser: Browser
  before(async () => {
    ;[whole, browser] = await Promise.all([startWhole(settings), launchBrowser()])
  })
  after(async () => {
    await browser.close()
    await whole.close()
  })
  return {
    get whole() {
      return whole
    },
    get browser() {
      return browser
    },
    visit: async (play, options) => {
      const visitor = await newVisitor(browser, options)
      try {
        await play(visitor)
      } catch (error) {
        await visitor.context.close()
        throw error
      }
      await visitor.leave()
    },
  }
}
