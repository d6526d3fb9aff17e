import { begin } from './begin.ts'
import { endSession, receiveEndSession } from './end-session.ts'
import { receiveLogoutRequest } from './logout-request.ts'
import { receiveLogoutToken } from './logout-token.ts'
import type { Party } from './party.ts'
import { receive } from './receive.ts'
import { refresh } from './refresh.ts'
import type { RelyingParty } from './relying-party.ts'
import { requestResource } from './resource-request.ts'
import { revoke } from './revoke.ts'
import { userinfo } from './userinfo.ts'

/** Every step of a login and after it, for these two parties. */
export const createRelyingParty = (party: Party): RelyingParty => ({
  op: party.op,
  begin: (request) => begin(party, request),
  receive: (response, transaction) => receive(party, response, transaction),
  refresh: (refresh_token, request) => refresh(party, refresh_token, request),
  userinfo: (access, expected_sub) => userinfo(party, access, expected_sub),
  fetch: (url, access, init) => requestResource(party, url, access, init),
  revoke: (token, token_type_hint) => revoke(party, token, token_type_hint),
  endSession: (request) => endSession(party, request),
  receiveEndSession: (response, expected) => receiveEndSession(party, response, expected),
  receiveLogoutToken: (request, options) => receiveLogoutToken(party, request, options),
  receiveLogoutRequest: (request, session) => receiveLogoutRequest(party, request, session),
})
