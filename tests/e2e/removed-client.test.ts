import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, basic, logInAnew, post, userinfo } from '../support/flow.ts'
import { REDIRECT_URI } from '../support/op.ts'

const as = (client_id: string) => ({ authorization: basic(client_id) })

throughEachDoor('a client that was removed in the store, by another node', (given) => {
  test('redeems no code while this node still knows it (RFC 6749 §5.2)', async () => {
    const client_id = await addClient(given(), { client_id: 'gone' })
    const code = (await logInAnew(given(), { client_id })).parameters.get('code') ?? ''
    await given().store.removeClient('default', client_id)
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const answer = await post(given(), '/oauth/token', form, as(client_id))
    assert.deepEqual([answer.status, answer.json.error], [401, 'invalid_client'])
    assert.equal(answer.json.access_token, undefined)
    const asked = await given().door.send({ path: authorizePath({ client_id }) })
    assert.equal(asked.status, 400)
  })

  test('refreshes no token, and what it had is worth nothing, at once', async () => {
    const client_id = await addClient(given(), { client_id: 'gone-too' })
    const scope = 'openid offline_access'
    const code = (await logInAnew(given(), { client_id, scope })).parameters.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const { json } = await post(given(), '/oauth/token', form, as(client_id))
    assert.equal((await userinfo(given(), String(json.access_token))).status, 200)
    await given().store.removeClient('default', client_id)
    assert.equal((await userinfo(given(), String(json.access_token))).status, 401)
    const refresh_token = String(json.refresh_token)
    const asked = { grant_type: 'refresh_token', refresh_token }
    const answer = await post(given(), '/oauth/token', asked, as(client_id))
    assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_grant'])
  })
})
