import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLIENT_ID, createScene } from './testing/scene.ts'
import { ISSUER } from './testing/tiny-op.ts'

const HOME = 'https://client.example.org/bye'
const OP = { end_session_endpoint: `${ISSUER}/logout?tenant=a` }

const asked = (url: string) => Object.fromEntries(new URL(url).searchParams)

test('RP-Initiated Logout §2: the browser is sent with what is known, and a new state', () => {
  const { rp } = createScene({ op: OP })
  const request = {
    id_token_hint: 'an ID Token',
    post_logout_redirect_uri: HOME,
    logout_hint: 'jane',
    ui_locales: 'fr',
  }
  const { url, state } = rp.endSession(request)
  assert.equal(new URL(url).pathname, '/logout')
  assert.equal(state, 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE')
  assert.deepEqual(asked(url), { tenant: 'a', client_id: CLIENT_ID, state, ...request })
})

test('RP-Initiated Logout §2: a state that is given is kept', () => {
  const { rp } = createScene({ op: OP })
  const { url, state } = rp.endSession({ post_logout_redirect_uri: HOME, state: 'mine' })
  assert.deepEqual([state, asked(url).state], ['mine', 'mine'])
})

test('RP-Initiated Logout §2: where nobody comes back there is no state', () => {
  const { rp } = createScene({ op: OP })
  const ended = rp.endSession()
  assert.equal('state' in ended, false)
  assert.deepEqual(asked(ended.url), { tenant: 'a', client_id: CLIENT_ID })
})

test('an OP without end_session_endpoint is told so', () => {
  const { rp } = createScene()
  assert.throws(() => rp.endSession(), {
    code: 'endpoint_missing',
    expected: 'end_session_endpoint',
  })
})

test('Core §16.17: a browser is sent to no end_session_endpoint without TLS', () => {
  const op = { end_session_endpoint: 'http://op.example.com/logout' }
  assert.throws(() => createScene({ op }), { code: 'url_insecure' })
})

test('RP-Initiated Logout §3: the browser comes back with the state', () => {
  const { rp } = createScene()
  for (const response of [new URL(`${HOME}?state=mine`), new Request(`${HOME}?state=mine`)])
    assert.deepEqual(
      rp
        .receiveEndSession(response, { state: 'mine' })
        .map(({ check, outcome }) => [check, outcome]),
      [['state', 'passed']],
    )
})

// biome-ignore format: a table
const RETURNS = [
  ['another state',  '?state=other',           'state_mismatch'],
  ['no state',       '',                       'state_missing'],
  ['an empty state', '?state=',                'state_missing'],
  ['two states',     '?state=mine&state=mine', 'parameter_repeated'],
] as const

for (const [what, query, code] of RETURNS)
  test(`RP-Initiated Logout §3: a browser that comes back with ${what} is refused with ${code}`, () => {
    const { rp } = createScene()
    assert.throws(() => rp.receiveEndSession(new URL(HOME + query), { state: 'mine' }), {
      code,
      source: 'end_session_response',
    })
  })
