import assert from 'node:assert/strict'
import { jsonOf } from '../support/http.ts'
import type { Module } from '../support/module.ts'
import { sendToRegistration } from '../support/registration.ts'
import { checkRefused, withClient } from './dynamic-registration.ts'

/** Core §4: who starts a login at somebody else's. */
export const THIRD_PARTY_LOGIN: readonly Module[] = [
  {
    module: 'oidcc-3rd_party-init-login',
    checks:
      'initiate_login_uri is told back at registration, and by GET on registration_client_uri',
    run: (flow) => {
      const initiate_login_uri = `${flow.provider.suite.origin}/initiate`
      return withClient(flow, { initiate_login_uri }, async ({ client }) => {
        assert.equal(client.registered.initiate_login_uri, initiate_login_uri)
        const answer = await sendToRegistration(client, 'GET')
        assert.equal(answer.status, 200)
        const told = jsonOf(answer)
        assert.deepEqual(
          [told.client_id, told.initiate_login_uri],
          [client.client_id, initiate_login_uri],
        )
      })
    },
  },
  {
    module: 'oidcc-3rd_party-init-login-nohttps',
    checks: 'an initiate_login_uri of http: 400 invalid_client_metadata',
    run: (flow) =>
      checkRefused(flow, { initiate_login_uri: 'http://client.example.com/initiate' }, [
        'invalid_client_metadata',
      ]),
  },
]
