import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { ALLOW, authorizePath, landed, logIn } from '../support/flow.ts'
import { pageOf } from '../support/pages.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

const MAIL = 'https://mail.example/api'
const BANK = 'https://bank.example/api'

throughEachDoor('consent to APIs that have a permission of one name', (given) => {
  before(async () => {
    for (const [resource, name] of [
      [MAIL, 'The Mail'],
      [BANK, 'The Bank'],
    ] as const)
      await given().store.putResource('default', {
        resource,
        name,
        scopes: [{ scope: 'read', description: `Read ${name}` }],
      })
    await addClient(given(), { client_id: 'trusted' })
    given().pass(3600)
  })
  let clients = 0
  const begin = async () => {
    clients += 1
    const scope = ['openid', 'read', 'email']
    const client_id = `reader-${clients}`
    await addClient(given(), { client_id, trusted: false, scope })
    const browser = userAgent(given().door)
    await logIn(browser, authorizePath({ client_id: 'trusted' }))
    return { browser, client_id }
  }
  const open = (browser: UserAgent, over: Readonly<Record<string, string>>) =>
    browser.open({ path: authorizePath(over) })

  test('is not one consent to all of them', async () => {
    const { browser, client_id } = await begin()
    const both = { client_id, scope: 'openid read' }
    const mail = await open(browser, { ...both, resource: MAIL })
    assert.match(mail.text, /Read The Mail/)
    assert.ok(landed(await browser.submit(mail, ALLOW)).parameters.has('code'))

    const bank = await open(browser, { client_id, scope: 'openid', resource: BANK })
    assert.equal(pageOf(bank), 'consent')
    assert.match(bank.text, /The Bank/)
    assert.doesNotMatch(bank.text, /Read The Bank/)
    assert.ok(landed(await browser.submit(bank, ALLOW)).parameters.has('code'))

    const silent = landed(await open(browser, { ...both, resource: BANK, prompt: 'none' }))
    assert.equal(silent.parameters.get('error'), 'consent_required')
    const asked = await open(browser, { ...both, resource: BANK })
    assert.equal(pageOf(asked), 'consent')
    assert.match(asked.text, /Read The Bank/)
    assert.ok(landed(await browser.submit(asked, ALLOW)).parameters.has('code'))
    for (const resource of [MAIL, BANK, `${MAIL} ${BANK}`])
      assert.ok(
        landed(await open(browser, { ...both, resource, prompt: 'none' })).parameters.has('code'),
      )
  })

  test('to both at once is to both, and says nothing of a scope of OpenID', async () => {
    const { browser, client_id } = await begin()
    const resource = `${MAIL} ${BANK}`
    const page = await open(browser, { client_id, scope: 'openid read', resource })
    assert.match(page.text, /Read The Mail.*Read The Bank|Read The Bank.*Read The Mail/s)
    await browser.submit(page, ALLOW)
    const silent = { client_id, resource: BANK, prompt: 'none' }
    assert.ok(
      landed(await open(browser, { ...silent, scope: 'read openid' })).parameters.has('code'),
    )
    const more = landed(await open(browser, { ...silent, scope: 'read openid email' }))
    assert.equal(more.parameters.get('error'), 'consent_required')
  })
})
