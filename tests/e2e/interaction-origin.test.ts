import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, SIGN_IN } from '../support/flow.ts'
import { logoutPath, SIGN_OUT, signedInAt, silently } from '../support/logout.ts'
import { rowCounts } from '../support/rows.ts'
import { actionOf, hiddenFields, userAgent } from '../support/user-agent.ts'

throughEachDoor('a form of ours', (given) => {
  const submitFrom = async (site: string) => {
    const browser = userAgent(given().door)
    const page = await browser.open({ path: authorizePath() })
    const body = new URLSearchParams([...hiddenFields(page), ...Object.entries(SIGN_IN)])
    const headers = { 'sec-fetch-site': site }
    const before = rowCounts(given())
    const answer = await browser.send({ method: 'POST', path: actionOf(page), body, headers })
    return { answer, wrote: JSON.stringify(before) !== JSON.stringify(rowCounts(given())) }
  }

  for (const site of ['same-site', 'cross-site'])
    test(`is refused when a browser says that it is ${site} (Fetch Metadata §2.3), and nobody is signed in`, async () => {
      const { answer, wrote } = await submitFrom(site)
      assert.equal(answer.status, 403)
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal(wrote, false)
    })

  for (const site of ['same-origin', 'none'])
    test(`is heard when a browser says ${site}`, async () => {
      assert.equal((await submitFrom(site)).answer.status, 303)
    })

  for (const site of ['same-site', 'cross-site'])
    test(`to sign out is refused when a browser says that it is ${site} (Fetch Metadata §2.3), and nobody is signed out`, async () => {
      const { agent } = await signedInAt(given(), 'app')
      const page = await agent.open({ path: logoutPath() })
      const body = new URLSearchParams([...hiddenFields(page), ...Object.entries(SIGN_OUT)])
      const form = { method: 'POST', path: actionOf(page), body }
      const answer = await agent.send({ ...form, headers: { 'sec-fetch-site': site } })
      assert.equal(answer.status, 403)
      assert.equal(await silently(agent, 'app'), null)
      const own = await agent.send({ ...form, headers: { 'sec-fetch-site': 'same-origin' } })
      assert.equal(own.status, 303)
      assert.equal(await silently(agent, 'app'), 'login_required')
    })
})
