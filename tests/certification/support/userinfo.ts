import assert from 'node:assert/strict'
import { checkClaimTypes } from './claim-types.ts'
import type { Flow } from './flow.ts'
import { type Answer, type Json, jsonOf, send, textIn } from './http.ts'

/** The ways to send an access token (RFC 6750 §2.1, §2.2). */
export const USERINFO_CALLS = {
  get: (url: string, token: string) => send(url, { headers: { authorization: `Bearer ${token}` } }),
  post_header: (url: string, token: string) =>
    send(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
  post_body: (url: string, token: string) =>
    send(url, { method: 'POST', body: new URLSearchParams({ access_token: token }) }),
} as const satisfies Readonly<Record<string, (url: string, token: string) => Promise<Answer>>>

/** Calls UserInfo, and gives the answer as it is. */
export const callUserinfo = (
  { discovered }: Flow,
  token: string,
  call: keyof typeof USERINFO_CALLS = 'get',
): Promise<Answer> => USERINFO_CALLS[call](textIn(discovered.metadata, 'userinfo_endpoint'), token)

/** Calls UserInfo: 200, JSON, claims of the right types, a subject (Core §5.3.2). */
export const fetchUserinfo = async (
  flow: Flow,
  token: string,
  call?: keyof typeof USERINFO_CALLS,
): Promise<Json> => {
  const answer = await callUserinfo(flow, token, call)
  assert.equal(answer.status, 200, answer.text)
  const json = jsonOf(answer)
  textIn(json, 'sub')
  checkClaimTypes(json)
  return json
}
