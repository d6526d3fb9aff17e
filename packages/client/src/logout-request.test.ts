import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientErrorCode } from './errors.ts'
import { createScene } from './testing/scene.ts'
import { ISSUER } from './testing/tiny-op.ts'

const SID = '08a5019c-17e1-4977-8f42-65a12843ea02'
const REQUIRED = { frontchannel_logout_session_required: true }

const urlOf = (parameters: Readonly<Record<string, string>>) =>
  new URL(`https://client.example.org/logout?${new URLSearchParams(parameters)}`)

test('Front-Channel Logout §2: iss and sid say whose session ends', () => {
  const { rp } = createScene({ metadata: REQUIRED })
  const url = urlOf({ iss: ISSUER, sid: SID })
  for (const request of [url, new Request(url)]) {
    const { checks, ...meant } = rp.receiveLogoutRequest(request, { sid: SID })
    assert.deepEqual(meant, { iss: ISSUER, sid: SID })
    assert.deepEqual(
      checks.map(({ check, outcome }) => `${check} ${outcome}`),
      ['iss passed', 'sid passed'],
    )
  }
})

test('Front-Channel Logout §2: where they are not registered to come, neither need be there', () => {
  const { rp } = createScene()
  assert.deepEqual(Object.keys(rp.receiveLogoutRequest(urlOf({}), { sid: SID })), ['checks'])
})

test('Front-Channel Logout §2: the sid of a browser without session is for the caller to look up', () => {
  const { rp } = createScene()
  assert.equal(rp.receiveLogoutRequest(urlOf({ iss: ISSUER, sid: SID })).sid, SID)
})

// biome-ignore format: a table
const CASES: readonly (readonly [what: string, parameters: Readonly<Record<string, string>>, metadata: object, code: ClientErrorCode])[] = [
  ['another issuer',                { iss: 'https://evil.example', sid: SID }, {},       'iss_mismatch'],
  ['another session',               { iss: ISSUER, sid: 'other' },             {},       'sid_mismatch'],
  ['sid alone',                     { sid: SID },                              {},       'iss_missing'],
  ['iss alone',                     { iss: ISSUER },                           {},       'sid_missing'],
  ['neither, where they must come', {},                                        REQUIRED, 'iss_missing'],
]

for (const [what, parameters, metadata, code] of CASES)
  test(`Front-Channel Logout §2: a request with ${what} is refused with ${code}`, () => {
    const { rp } = createScene({ metadata })
    assert.throws(() => rp.receiveLogoutRequest(urlOf(parameters), { sid: SID }), {
      code,
      source: 'logout_request',
      section: 'Front-Channel Logout §2',
    })
  })

test('RFC 6749 §3.1: a request with two sids is refused', () => {
  const url = new URL(`${urlOf({ iss: ISSUER, sid: SID })}&sid=other`)
  assert.throws(() => createScene().rp.receiveLogoutRequest(url), { code: 'parameter_repeated' })
})
