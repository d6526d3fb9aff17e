import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { setStage } from '../support/stage.ts'
import { arrive, clickLogIn, logIn, shownChecks } from '../support/visitor.ts'

/*
 * Every hybrid response type by every mode, first with consent, then without, each by a person of its own.
 */
const stage = setStage()

/** Which hashes the first ID Token must have, by hand from Core §3.3.2.11 and FAPI 1.0 Advanced §5.2.2.1. */
// biome-ignore format: a table
const HASHES: readonly (readonly [response_type: string, hashes: readonly string[]])[] = [
  ['code id_token',       ['c_hash', 's_hash']],
  ['code token',          []],
  ['code id_token token', ['c_hash', 'at_hash', 's_hash']],
]

const frontHashes = async (page: Page) =>
  (await shownChecks(page))
    .filter(({ group, outcome }) => group.startsWith('The first ID Token') && outcome === 'passed')
    .map(({ check }) => check)
    .filter((check) => check.endsWith('_hash'))

/** The checks on which the login stands, or that failed. */
const failedChecks = async (page: Page) =>
  (await shownChecks(page)).filter(({ outcome }) => outcome === 'failed')

const check = async (page: Page, hashes: readonly string[], name: string) => {
  assert.equal(await page.locator('h1').textContent(), `Hello, ${name} Example`)
  assert.deepEqual(await frontHashes(page), hashes)
  assert.deepEqual(await failedChecks(page), [])
  const { hash, search } = new URL(page.url())
  assert.deepEqual([hash, search], ['', ''])
}

describe('in a browser', { concurrency: 3 }, () => {
  for (const [response_type, hashes] of HASHES)
    for (const response_mode of ['fragment', 'form_post'])
      test(`${response_type} by ${response_mode}: the first login asks for consent, the second for nothing`, async () => {
        const name = `${response_type}-${response_mode}`.replaceAll(/[ _]/g, '-')
        const person = await stage.whole.addPerson(name)
        const { playground } = stage.whole
        await stage.visit(async ({ page }) => {
          await logIn(page, playground, { response_type, response_mode, person })
          await check(page, hashes, name)
          await clickLogIn(page, playground, { response_type, response_mode })
          await arrive(page, playground)
          await check(page, hashes, name)
        })
      })
})
