import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientErrorCode } from './errors.ts'
import type { SeenLogoutToken } from './logout-token.ts'
import type { ClientMetadata } from './metadata.ts'
import { CLIENT_KEY } from './testing/jwt-form.ts'
import { createTestKey } from './testing/keys.ts'
import { CLIENT_ID, createScene, FOREIGN_KEY, KEY, NOW } from './testing/scene.ts'
import { ISSUER } from './testing/tiny-op.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** The example of Back-Channel Logout §2.4, with `exp`. */
const CLAIMS = {
  iss: ISSUER,
  sub: '248289761001',
  aud: CLIENT_ID,
  iat: NOW,
  exp: NOW + 120,
  jti: 'bWJq',
  sid: '08a5019c-17e1-4977-8f42-65a12843ea02',
  events: { [EVENT]: {} },
}

type Values = Readonly<Record<string, unknown>>

const tokenOf = (claims: Values = {}, header: Values = {}, key = KEY) =>
  key.sign({ ...CLAIMS, ...claims }, { typ: 'logout+jwt', ...header })

/** What anybody can send: nobody has signed it. */
const unsignedWith = async (header: Values) =>
  `${Buffer.from(JSON.stringify({ alg: 'RS256', ...header })).toString('base64url')}.e30.AA`

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

const requestOf = (logout_token: string) =>
  new Request('https://client.example.org/backchannel', {
    method: 'POST',
    body: new URLSearchParams({ logout_token }),
  })

const receive = async (request: Request | string, metadata: Partial<ClientMetadata> = {}) =>
  createScene({ metadata }).rp.receiveLogoutToken(request)

test('Back-Channel Logout §2.6: a Logout Token is verified, from the request or bare', async () => {
  const token = await tokenOf()
  for (const request of [requestOf(token), token]) {
    const { claims, checks } = await receive(request)
    assert.deepEqual(claims, CLAIMS)
    assert.deepEqual(
      checks.map(({ check, outcome }) => `${check} ${outcome}`),
      [
        'encryption absent',
        'alg passed',
        'crit absent',
        'typ passed',
        'signature passed',
        'iss passed',
        'aud passed',
        'exp passed',
        'iat passed',
        'sub passed',
        'sid passed',
        'events passed',
        'nonce absent',
        'jti passed',
      ],
    )
    assert.equal(
      checks.every(({ source }) => source === 'logout_token'),
      true,
    )
  }
})

for (const typ of [undefined, 'JWT', 'logout+jwt', 'LOGOUT+JWT', 'application/logout+jwt'])
  test(`Back-Channel Logout §2.4: the typ ${typ} is accepted`, async () => {
    assert.equal((await receive(await tokenOf({}, { typ }))).claims.jti, 'bWJq')
  })

// biome-ignore format: a table
const VALID: readonly (readonly [what: string, claims: Values])[] = [
  ['sub alone',               { sid: undefined }],
  ['sid alone',               { sub: undefined }],
  ['several audiences',       { aud: ['other', CLIENT_ID] }],
  ['another event beside',    { events: { [EVENT]: {}, 'https://example.com/event': {} } }],
  ['members of the event',    { events: { [EVENT]: { a: 1 } } }],
]

for (const [what, claims] of VALID)
  test(`Back-Channel Logout §2.4: a Logout Token with ${what} is accepted`, async () => {
    assert.equal((await receive(await tokenOf(claims))).claims.iss, ISSUER)
  })

// biome-ignore format: a table
const CASES: readonly (readonly [what: string, claims: Values, code: ClientErrorCode])[] = [
  ['another issuer',               { iss: 'https://evil.example' },  'iss_mismatch'],
  ['no iss',                       { iss: undefined },               'iss_missing'],
  ['another client',               { aud: 'other' },                 'aud_mismatch'],
  ['no aud',                       { aud: undefined },               'aud_missing'],
  ['exp now',                      { exp: NOW },                     'logout_token_expired'],
  ['no exp',                       { exp: undefined },               'exp_missing'],
  ['an exp that is no time',       { exp: `${NOW + 120}` },          'exp_mismatch'],
  ['iat in the future',            { iat: NOW + 1 },                 'logout_token_not_yet_valid'],
  ['no iat',                       { iat: undefined },               'iat_missing'],
  ['neither sub nor sid',          { sub: undefined, sid: undefined }, 'sub_missing'],
  ['a sub that is no text',        { sub: 5 },                       'sub_mismatch'],
  ['an empty sid',                 { sid: '' },                      'sid_mismatch'],
  ['no events',                    { events: undefined },            'events_missing'],
  ['other events',                 { events: { 'https://example.com/event': {} } }, 'events_mismatch'],
  ['an event that is no object',   { events: { [EVENT]: 'yes' } },   'events_mismatch'],
  ['an event that is null',        { events: { [EVENT]: null } },    'events_mismatch'],
  ['events that are a list',       { events: [EVENT] },              'events_mismatch'],
  ['a nonce',                      { nonce: 'n-0S6_WzA2Mj' },        'nonce_unexpected'],
  ['no jti',                       { jti: undefined },               'jti_missing'],
  ['a jti that is no text',        { jti: 5 },                       'jti_mismatch'],
]

for (const [what, claims, code] of CASES)
  test(`Back-Channel Logout §2.6: a Logout Token with ${what} is refused with ${code}`, async () => {
    await assert.rejects(receive(await tokenOf(claims)), { code, source: 'logout_token' })
  })

const OTHER_ALG = await createTestKey('PS256', 'RS256')

// biome-ignore format: a table
const TOKENS: readonly (readonly [what: string, make: () => Promise<string>, code: ClientErrorCode])[] = [
  ['a typ that is a list',         () => tokenOf({}, { typ: ['logout+jwt'] }),            'typ_mismatch'],
  ['a typ that is no text',        () => unsignedWith({ typ: { toString: null } }),       'typ_mismatch'],
  ['a typ of many lists',          () => unsignedWith({ typ: nested(10_000) }),           'typ_mismatch'],
  ['an access token’s typ',        () => tokenOf({}, { typ: 'at+jwt' }),              'typ_mismatch'],
  ['another key',                  () => tokenOf({}, {}, FOREIGN_KEY),                'signature_invalid'],
  ['another algorithm',            () => tokenOf({}, {}, OTHER_ALG),                  'alg_mismatch'],
  ['crit',                         () => tokenOf({}, { crit: ['extension'], extension: 1 }), 'crit_unsupported'],
  ['an unknown kid',               () => tokenOf({}, { kid: 'unknown' }),             'key_unknown'],
  ['no signature',                 async () => 'eyJhbGciOiJub25lIn0.e30.',      'alg_mismatch'],
  ['text',                         async () => 'no token',                            'logout_token_malformed'],
]

for (const [what, make, code] of TOKENS)
  test(`Back-Channel Logout §2.6: a Logout Token with ${what} is refused with ${code}`, async () => {
    await assert.rejects(receive(await make()), { code, source: 'logout_token' })
  })

const TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

// biome-ignore format: a table
const REQUESTS: readonly (readonly [what: string, init: RequestInit, code: ClientErrorCode])[] = [
  ['a GET',             { method: 'GET' },                                                  'logout_token_malformed'],
  ['JSON',              { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }, 'logout_token_malformed'],
  ['no type',           { method: 'POST', body: new Uint8Array(1) },                        'logout_token_malformed'],
  ['no logout_token',   { method: 'POST', body: new URLSearchParams({ a: 'b' }) },          'logout_token_malformed'],
  ['two logout_tokens', { method: 'POST', body: 'logout_token=a&logout_token=b', headers: TYPE }, 'parameter_repeated'],
  ['a body too long',   { method: 'POST', body: `logout_token=${'a'.repeat(65_536)}`, headers: TYPE }, 'response_too_large'],
]

for (const [what, init, code] of REQUESTS)
  test(`Back-Channel Logout §2.5: a request with ${what} is refused with ${code}`, async () => {
    const request = new Request('https://client.example.org/backchannel', init)
    await assert.rejects(receive(request), { code })
  })

test('Back-Channel Logout §2.5: a request is a POST of a form, whatever else holds a Logout Token', async () => {
  const body = `logout_token=${await tokenOf()}`
  const sent = (method: string, type: string) =>
    receive(new Request('https://a.example', { method, body, headers: { 'content-type': type } }))
  const form = 'application/x-www-form-urlencoded'
  assert.equal(
    (await sent('POST', 'Application/X-WWW-Form-urlencoded ; charset=UTF-8')).claims.jti,
    'bWJq',
  )
  await assert.rejects(sent('PUT', form), { code: 'logout_token_malformed', found: 'PUT' })
  await assert.rejects(sent('POST', 'text/plain'), {
    code: 'logout_token_malformed',
    found: 'text/plain',
  })
})

test('Back-Channel Logout §2.6, 5: what is missing is told: sub or sid, or jti', async () => {
  const neither = await tokenOf({ sub: undefined, sid: undefined })
  await assert.rejects(receive(neither), { expected: 'sub or sid' })
  await assert.rejects(receive(await tokenOf({ jti: undefined })), { expected: 'jti' })
})

const ENCRYPTED = {
  id_token_encrypted_response_alg: 'RSA-OAEP-256',
  decryption_keys: [CLIENT_KEY.jwk],
} as const

test('Back-Channel Logout §2.4: it is encrypted where ID Tokens are', async () => {
  const token = await CLIENT_KEY.encrypt(await tokenOf())
  assert.deepEqual((await receive(token, ENCRYPTED)).claims, CLAIMS)
  await assert.rejects(receive(await tokenOf(), ENCRYPTED), { code: 'encryption_missing' })
})

test('Back-Channel Logout §2.6, 8: a replay guard is told what to remember, how long, and whose sessions end', async () => {
  const told: SeenLogoutToken[] = []
  const { rp } = createScene({ options: { clock_tolerance: 30 } })
  const remember = async (seen: SeenLogoutToken) => {
    const isSeen = told.some(({ jti }) => jti === seen.jti)
    told.push(seen)
    return isSeen ? 'seen' : 'new'
  }
  const token = await tokenOf()
  await rp.receiveLogoutToken(token, { remember })
  const { sub, sid } = { sub: '248289761001', sid: '08a5019c-17e1-4977-8f42-65a12843ea02' }
  assert.deepEqual(told, [{ iss: ISSUER, jti: 'bWJq', expires_at: NOW + 150, sub, sid }])
  await assert.rejects(rp.receiveLogoutToken(token, { remember }), {
    code: 'logout_token_replayed',
    found: 'bWJq',
  })
  await rp.receiveLogoutToken(await tokenOf({ jti: 'another' }), { remember })
})

test('nothing is remembered of a Logout Token that is refused', async () => {
  let calls = 0
  const remember = () => {
    calls += 1
    return 'new' as const
  }
  const { rp } = createScene()
  await assert.rejects(rp.receiveLogoutToken(await tokenOf({ nonce: 'a' }), { remember }))
  assert.equal(calls, 0)
})
