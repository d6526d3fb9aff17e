import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { startTogether } from './start-together.ts'
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
  let begun: readonly [Whole, Browser] | undefined
  const get = () => begun ?? assert.fail('used before the tests of the file, or after them')
  before(async () => {
    begun = await startTogether(startWhole(settings), launchBrowser())
  })
  after(async () => {
    for (const it of begun ?? []) await it.close()
  })
  return {
    get whole() {
      return get()[0]
    },
    get browser() {
      return get()[1]
    },
    visit: async (play, options) => {
      const visitor = await newVisitor(get()[1], options)
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
