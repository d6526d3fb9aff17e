import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAccounts } from '@gryphon/accounts'
import { createProvider } from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'
import { openDoor } from '../support/door.ts'
import { authorizePath, SIGN_IN } from '../support/flow.ts'
import { newFolder } from '../support/gryphon.ts'
import { HYBRID_CLIENT, ISSUER, PERSON } from '../support/op.ts'
import { userAgent } from '../support/user-agent.ts'

const NOW = 1_800_000_000
const NEW = 'staple battery horse'

/** A provider where something happens after a password was found right, before its session is kept. */
const openOp = async (meanwhile: (setPassword: () => Promise<unknown>) => Promise<unknown>) => {
  const { store, people } = await openSqlite({ file: join(newFolder(), 'gryphon.db') })
  const now = () => NOW
  const accounts = createAccounts({ people, now, random: randomBytes })
  const added = await accounts.addPerson('default', PERSON)
  assert.equal(added.outcome, 'added')
  const { sub } = 'person' in added ? added.person : assert.fail()
  const setPassword = () => accounts.setPassword('default', { sub, password: NEW })
  const op = await createProvider({
    issuer: ISSUER,
    store: {
      ...store,
      signIn: async (...session) => {
        await meanwhile(setPassword)
        await store.signIn(...session)
      },
    },
    master_key: new Uint8Array(32).fill(7),
    pages: accounts.pages,
    claims: accounts.claims,
    now,
  })
  await op.admin.registerClient('default', HYBRID_CLIENT)
  const browser = userAgent(await openDoor('fetch', op))
  const page = await browser.open({ path: authorizePath() })
  const answer = await browser.submit(page, SIGN_IN)
  const sessions = await store.listSessions('default', sub, NOW)
  await store.close()
  return { browser, answer, sessions }
}

const hasSession = ({ name }: { readonly name: string }) => name.endsWith('gryphon_session')

test('a session that the old password won does not outlive a new one that was set meanwhile', async () => {
  const { browser, answer, sessions } = await openOp((setPassword) => setPassword())
  assert.deepEqual(sessions, [])
  assert.equal(browser.cookies.some(hasSession), false)
  assert.match(answer.text, /name="password"/)
})

test('where it stays as it is, the session stays', async () => {
  const { browser, sessions } = await openOp(async () => undefined)
  assert.equal(sessions.length, 1)
  assert.equal(browser.cookies.some(hasSession), true)
})
