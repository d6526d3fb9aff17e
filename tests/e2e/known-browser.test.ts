import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath } from '../support/flow.ts'
import { PERSON } from '../support/op.ts'
import { pageOf } from '../support/pages.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const WRONG = { ...PERSON, password: 'wrong password' }

/** Opens the sign-in page and sends it. */
const tryAs = async (browser: UserAgent, typed: Readonly<Record<string, string>>) => {
  const page = await browser.open({ path: authorizePath({ prompt: 'login' }) })
  return browser.submit(page, { action: 'sign_in', ...typed })
}

const knownIn = (browser: UserAgent) =>
  browser.cookies.find(({ name }) => name === '__Host-gryphon_known')?.value ?? ''

throughEachDoor('a browser that a person signed in with before', (given) => {
  test('is not bound by the pause that a stranger brought about, and has one of its own', async () => {
    const [own, foreign] = [userAgent(given().door), userAgent(given().door)]
    assert.notEqual((await tryAs(own, PERSON)).status, 429)
    for (let attempt = 0; attempt < 5; attempt += 1) await tryAs(foreign, WRONG)
    assert.equal((await tryAs(foreign, PERSON)).status, 429)
    assert.notEqual(pageOf(await tryAs(own, PERSON)), 'sign-in')
    for (let attempt = 0; attempt < 5; attempt += 1) await tryAs(own, WRONG)
    assert.equal((await tryAs(own, PERSON)).status, 429)
    given().pass(3600)
  })

  test('remembers five people, the latest first, by marks that cannot be made up', async () => {
    const browser = userAgent(given().door)
    const marks: string[] = []
    for (const username of ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']) {
      await given().accounts.addPerson('default', { username, password: PERSON.password })
      await tryAs(browser, { ...PERSON, username })
      marks.unshift(knownIn(browser).split('.')[0] ?? '')
    }
    assert.equal(knownIn(browser), marks.slice(0, 5).join('.'))
    assert.equal(new Set(marks).size, 6)
  })
})
