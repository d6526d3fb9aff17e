import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addClient, EVERY_RESPONSE_TYPE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, landed, logIn } from '../support/flow.ts'
import { PERSON, type TestOp } from '../support/op.ts'
import { pageOf } from '../support/pages.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

type Gone = (op: TestOp) => Promise<unknown>

const personOf = async ({ people }: TestOp) => {
  const person = await people.findPersonByLogin('default', PERSON.username)
  assert.ok(person)
  return person
}

/** Ends the person, but not their session: as a sign-in does that was on its way. */
const remove: Gone = async (op) => {
  const person = await personOf(op)
  const sessions = await op.store.listSessions('default', person.sub, op.now())
  await op.people.removePerson('default', person.sub)
  for (const [turn, session] of sessions.entries())
    await op.store.signIn('default', `left-${turn}`, session, undefined)
}

const disable: Gone = async (op) =>
  op.people.replacePerson('default', { ...(await personOf(op)), disabled: true })

const open = (browser: UserAgent, response_type: string, prompt?: string) =>
  browser.open({ path: authorizePath({ client_id: 'all', response_type, prompt }) })

/** The cookie of a session that the store still has, of somebody who is not there any more. */
async function checkNothingIsIssued(browser: UserAgent) {
  for (const response_type of EVERY_RESPONSE_TYPE) {
    const { parameters } = landed(await open(browser, response_type, 'none'))
    assert.equal(parameters.get('error'), 'login_required', response_type)
    for (const name of ['code', 'id_token', 'access_token'])
      assert.equal(parameters.has(name), false, `${response_type} ${name}`)
    assert.equal(pageOf(await open(browser, response_type)), 'sign-in')
  }
}

for (const [what, end] of Object.entries({ disabled: disable, removed: remove }))
  throughEachDoor(`a person who is ${what} while their session lives`, (given) => {
    test('is signed in nowhere: nothing is issued at the authorization endpoint (Core §3.1.2.3)', async () => {
      await addClient(given(), { client_id: 'all', response_types: [...EVERY_RESPONSE_TYPE] })
      const browser = userAgent(given().door)
      await logIn(browser, authorizePath({ client_id: 'all' }))
      assert.ok(landed(await open(browser, 'code', 'none')).parameters.has('code'))
      await end(given())
      await checkNothingIsIssued(browser)
    })
  })

throughEachDoor('a person who is removed while their password is checked', (given) => {
  test('is given a session that nothing is issued of', async () => {
    await addClient(given(), { client_id: 'all', response_types: [...EVERY_RESPONSE_TYPE] })
    const browser = userAgent(given().door)
    const page = await open(browser, 'code id_token')
    const { sub } = await personOf(given())
    const signingIn = browser.submit(page, { ...PERSON, action: 'sign_in' })
    await given().people.removePerson('default', sub)
    assert.equal(pageOf(await signingIn), 'sign-in')
    await checkNothingIsIssued(browser)
  })
})
