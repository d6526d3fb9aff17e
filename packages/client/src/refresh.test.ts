import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientErrorCode } from './errors.ts'
import type { Fetch } from './options.ts'
import {
  CLAIMS,
  createScene,
  NOW,
  SECOND_ACCESS_TOKEN,
  type Tampering,
  tokenAnswerOf,
} from './testing/scene.ts'

const LOGIN = { ...CLAIMS, auth_time: NOW - 100 }

/** The valid answer to a refresh: Core §12.2 says that it should have no nonce. */
const refreshed = async (tampering: Tampering = {}) => {
  const claims = { auth_time: NOW - 100, nonce: undefined, ...tampering.claims }
  const answer = await tokenAnswerOf({ ...tampering, claims })
  return createScene({ answers: { '/token': answer } })
}

test('Core §12.1: a refresh sends the refresh token, scope and resource', async () => {
  const { rp, asked } = await refreshed()
  const tokens = await rp.refresh('a refresh token', {
    claims: LOGIN,
    scope: 'openid read',
    resource: ['https://a.example', 'https://b.example'],
  })
  assert.equal(tokens.access_token, SECOND_ACCESS_TOKEN)
  assert.equal(tokens.claims?.sub, LOGIN.sub)
  assert.deepEqual(
    [...(asked[0]?.form ?? [])],
    [
      ['grant_type', 'refresh_token'],
      ['refresh_token', 'a refresh token'],
      ['scope', 'openid read'],
      ['resource', 'https://a.example'],
      ['resource', 'https://b.example'],
    ],
  )
})

// biome-ignore format: a table
const CASES: readonly (readonly [what: string, claims: Tampering['claims'], code: ClientErrorCode])[] = [
  ['iss of another issuer',      { iss: 'https://evil.example' }, 'iss_mismatch'],
  ['another sub',                { sub: 'another' },              'sub_mismatch'],
  ['another aud',                { aud: 'other' },                'aud_mismatch'],
  ['an azp the login had not',   { azp: 'other' },                'azp_mismatch'],
  ['another nonce',              { nonce: 'another' },            'nonce_mismatch'],
  ['another auth_time',          { auth_time: NOW },              'auth_time_mismatch'],
  ['another at_hash',            { at_hash: 'AAAA' },             'at_hash_mismatch'],
  ['an ID Token that expires now', { exp: NOW },                  'id_token_expired'],
]

for (const [what, claims, code] of CASES)
  test(`Core §12.2: ${what} is refused with ${code}`, async () => {
    const { rp } = await refreshed({ claims: claims ?? {} })
    await assert.rejects(rp.refresh('a refresh token', { claims: LOGIN }), { code })
  })

test('Core §12.2: the same nonce is accepted', async () => {
  const { rp } = await refreshed({ claims: { nonce: CLAIMS.nonce } })
  const { claims } = await rp.refresh('a refresh token', { claims: LOGIN })
  assert.equal(claims?.nonce, CLAIMS.nonce)
})

test('Core §12.2: an answer without ID Token is accepted', async () => {
  const { rp } = await refreshed({ parameters: { id_token: undefined } })
  const { claims } = await rp.refresh('a refresh token', { claims: LOGIN })
  assert.equal(claims, undefined)
})

test('RFC 6749 §5.2: the refusal of the OP is told', async () => {
  const answer = { status: 400, json: { error: 'invalid_grant' } }
  const { rp } = createScene({ answers: { '/token': answer } })
  await assert.rejects(rp.refresh('a refresh token', { claims: LOGIN }), {
    code: 'token_error',
    error: 'invalid_grant',
  })
})

test('RFC 6749 §6: the refresh token stays where none is returned, and goes where one is', async () => {
  const same = await refreshed({ parameters: { refresh_token: undefined } })
  const kept = await same.rp.refresh('the old one', { claims: LOGIN })
  assert.equal(kept.refresh_token, 'the old one')
  const rotating = await refreshed({ parameters: { refresh_token: 'the new one' } })
  const rotated = await rotating.rp.refresh('the old one', { claims: LOGIN })
  assert.equal(rotated.refresh_token, 'the new one')
})

/** A client whose OP gives the refresh tokens `r1`, `r2`, …, or refuses; the test moves its clock. */
const rotating = () => {
  const state = { now: NOW, asked: [] as string[], refuses: false, release: () => {} }
  let gate = Promise.resolve()
  const hold = () => {
    gate = new Promise((resolve) => {
      state.release = resolve
    })
  }
  const fetch: Fetch = async (_, { body }) => {
    const form = new URLSearchParams(String(body))
    state.asked.push(`${form.get('refresh_token')} ${form.get('scope') ?? ''}`.trim())
    const refresh_token = `r${state.asked.length}`
    await gate
    if (state.refuses) return Response.json({ error: 'server_error' }, { status: 500 })
    const token = { access_token: `a${state.asked.length}`, token_type: 'Bearer' }
    return Response.json({ ...token, refresh_token })
  }
  return { state, hold, rp: createScene({ options: { fetch, now: () => state.now } }).rp }
}

const NO_CLAIMS = { claims: undefined }

test('parallel refreshes of one session are one request, with one answer', async () => {
  const { rp, state } = rotating()
  const answers = await Promise.all([1, 2, 3].map(() => rp.refresh('r0', NO_CLAIMS)))
  assert.deepEqual(state.asked, ['r0'])
  assert.deepEqual(
    answers.map(({ access_token, refresh_token }) => [access_token, refresh_token]),
    [
      ['a1', 'r1'],
      ['a1', 'r1'],
      ['a1', 'r1'],
    ],
  )
})

test('whoever comes within ten seconds with the old refresh token is given the same answer', async () => {
  const { rp, state } = rotating()
  await rp.refresh('r0', NO_CLAIMS)
  state.now += 9
  assert.equal((await rp.refresh('r0', NO_CLAIMS)).refresh_token, 'r1')
  assert.deepEqual(state.asked, ['r0'])
  state.now += 1
  assert.equal((await rp.refresh('r0', NO_CLAIMS)).refresh_token, 'r2')
  assert.deepEqual(state.asked, ['r0', 'r0'])
})

test('where the refresh token stays the same, nothing is remembered', async () => {
  const answers = { '/token': await tokenAnswerOf({ parameters: { refresh_token: undefined } }) }
  const { rp, asked } = createScene({ answers })
  await Promise.all([rp.refresh('r0', NO_CLAIMS), rp.refresh('r0', NO_CLAIMS)])
  await rp.refresh('r0', NO_CLAIMS)
  assert.equal(asked.length, 2)
})

for (const token of ['r0', 'r1'])
  test(`what came of a refresh is forgotten when ${token} of r0 and r1 is revoked`, async () => {
    const state = { asked: 0 }
    const fetch: Fetch = async (url) => {
      if (url.endsWith('/revoke')) return new Response('')
      state.asked += 1
      const tokens = { access_token: 'a', token_type: 'Bearer', refresh_token: `r${state.asked}` }
      return Response.json(tokens)
    }
    const { rp } = createScene({ options: { fetch } })
    await rp.refresh('r0', NO_CLAIMS)
    await rp.refresh('x0', NO_CLAIMS)
    await rp.revoke(token)
    await rp.refresh('x0', NO_CLAIMS)
    assert.equal(state.asked, 2)
    await rp.refresh('r0', NO_CLAIMS)
    assert.equal(state.asked, 3)
  })

test('the ten seconds are counted from the answer: a slow OP is not asked twice', async () => {
  const { rp, state, hold } = rotating()
  hold()
  const first = rp.refresh('r0', NO_CLAIMS)
  state.now += 60
  const second = rp.refresh('r0', NO_CLAIMS)
  state.release()
  await Promise.all([first, second])
  state.now += 9
  await rp.refresh('r0', NO_CLAIMS)
  assert.deepEqual(state.asked, ['r0'])
})

test('sessions do not wait for each other', async () => {
  const { rp, state } = rotating()
  const [one, other] = await Promise.all([rp.refresh('x', NO_CLAIMS), rp.refresh('y', NO_CLAIMS)])
  assert.deepEqual(state.asked, ['x', 'y'])
  assert.notEqual(one.refresh_token, other.refresh_token)
})

test('a refresh for another scope waits, and goes on with the refresh token of the first', async () => {
  const { rp, state } = rotating()
  const [, narrow] = await Promise.all([
    rp.refresh('r0', NO_CLAIMS),
    rp.refresh('r0', { ...NO_CLAIMS, scope: 'read' }),
  ])
  assert.deepEqual(state.asked, ['r0', 'r1 read'])
  assert.equal(narrow.refresh_token, 'r2')
})

test('a refusal is told to all who wait, and the next one asks again', async () => {
  const { rp, state } = rotating()
  state.refuses = true
  const refusals = await Promise.allSettled([1, 2].map(() => rp.refresh('r0', NO_CLAIMS)))
  assert.deepEqual(
    refusals.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(state.asked, ['r0'])
  state.refuses = false
  assert.equal((await rp.refresh('r0', NO_CLAIMS)).access_token, 'a2')
})

test('after a refusal a request that waited goes with the refresh token that there is', async () => {
  const { rp, state } = rotating()
  state.refuses = true
  const waiting = [rp.refresh('r0', NO_CLAIMS), rp.refresh('r0', { ...NO_CLAIMS, scope: 'read' })]
  await Promise.allSettled(waiting)
  assert.deepEqual(state.asked, ['r0', 'r0 read'])
})

test('Core §12.2: what one caller asks to be checked is not left out for another', async () => {
  const { rp } = await refreshed({ claims: { sub: 'another' } })
  const [unchecked, checked] = await Promise.allSettled([
    rp.refresh('r0', NO_CLAIMS),
    rp.refresh('r0', { claims: LOGIN }),
  ])
  assert.equal(unchecked?.status, 'fulfilled')
  assert.equal(checked?.status === 'rejected' && checked.reason.code, 'sub_mismatch')
})

test('the answers of a thousand sessions are remembered, no more', async () => {
  const { rp, state } = rotating()
  for (let n = 0; n <= 1001; n++) await rp.refresh(`s${n}`, NO_CLAIMS)
  await rp.refresh('s1001', NO_CLAIMS)
  await rp.refresh('s2', NO_CLAIMS)
  assert.equal(state.asked.length, 1002)
  await rp.refresh('s0', NO_CLAIMS)
  assert.equal(state.asked.length, 1003)
})
