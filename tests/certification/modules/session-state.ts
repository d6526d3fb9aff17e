import assert from 'node:assert/strict'
import { send, textIn } from '../support/http.ts'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'

/** Session Management, as far as it can be seen without a browser. */
export const SESSION_STATE: Module = {
  module: 'oidcc-session-management-discovery-endpoint-verification',
  checks:
    'check_session_iframe is advertised, may be framed by anybody; session_state in the answer',
  wanted: () => ({ by_hand: 'logout' }),
  run: async (flow) => {
    const address = textIn(flow.discovered.metadata, 'check_session_iframe')
    const { status, headers } = await send(address)
    assert.equal(status, 200)
    assert.equal(headers.get('x-frame-options'), null)
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors \*/)
    const { parameters } = await logIn(flow)
    assert.match(parameters.get('session_state') ?? '', /^[^ ]+$/)
  },
}
