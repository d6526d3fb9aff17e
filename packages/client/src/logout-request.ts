import type { Check } from './check.ts'
import { matches, type Rule, shortened } from './checks/rule.ts'
import { runRules } from './checks/run-rules.ts'
import type { Party } from './party.ts'
import { singleParameter } from './single-parameter.ts'

/** Which session a frame of the OP asks to end (Front-Channel Logout §2); neither, or both. */
export interface LogoutRequest {
  readonly iss?: string
  readonly sid?: string
  readonly checks: readonly Check[]
}

interface LogoutRequestSubject {
  readonly iss: string | undefined
  readonly sid: string | undefined
  readonly expected: { readonly iss: string; readonly sid: string | undefined }
  readonly required: boolean
}

const RULES: readonly Rule<LogoutRequestSubject>[] = [
  {
    check: 'iss',
    section: 'Front-Channel Logout §2',
    examine: ({ iss, sid, expected, required }) =>
      matches('iss', {
        expected: expected.iss,
        found: iss,
        presence: required || sid !== undefined ? 'required' : 'if_present',
      }),
  },
  {
    check: 'sid',
    section: 'Front-Channel Logout §2',
    examine: ({ iss, sid, expected, required }) =>
      matches('sid', {
        expected: expected.sid ?? sid ?? '',
        found: sid,
        presence: required || iss !== undefined ? 'required' : 'if_present',
        show: shortened,
      }),
  },
]

/**
 * Checks a request to the `frontchannel_logout_uri` (Front-Channel Logout §2): `iss` is the OP, `sid` that of the session
 * in whose browser it comes, if that is given. Throws `ClientError`.
 */
export const receiveLogoutRequest = (
  party: Party,
  request: URL | Request,
  session: { readonly sid?: string } = {},
): LogoutRequest => {
  const source = 'logout_request'
  const { searchParams } = new URL(request instanceof URL ? request : request.url)
  const iss = singleParameter(searchParams, 'iss', source)
  const sid = singleParameter(searchParams, 'sid', source)
  const expected = { iss: party.op.issuer, sid: session.sid }
  const required = party.client.frontchannel_logout_session_required === true
  const subject = { iss, sid, expected, required }
  const checks = runRules(RULES, subject, { source, leftOut: party.leftOut, before: [] })
  return { ...(iss && { iss }), ...(sid && { sid }), checks }
}
