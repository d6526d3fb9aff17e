import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CompactSign } from 'jose'
import { createVerifier } from './create-verifier.ts'
import { AccessError, type AccessErrorCode } from './errors.ts'
import { present, untyped } from './issuer/issuer-config.ts'
import {
  AUDIENCE,
  bearing,
  CLAIMS,
  createScene,
  FOREIGN_KEY,
  ISSUER,
  KEY,
  NOW,
  type SceneConfig,
  tokenOf,
} from './testing/scene.ts'
import { allowInsecure } from './verifier.ts'

test('RFC 9068 §4: a valid access token is told in full', async () => {
  const { api, asked } = createScene()
  assert.deepEqual(await api.verify(bearing(await tokenOf())), {
    iss: ISSUER,
    sub: '248289761001',
    aud: AUDIENCE,
    exp: NOW + 300,
    iat: NOW,
    jti: 'a jti',
    client_id: 's6BhdRkqt3',
    scope: ['openid', 'read'],
    front_channel: false,
    claims: CLAIMS,
  })
  assert.deepEqual(asked, [`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/jwks`])
})

test('a token may be given bare, and of several audiences one is enough', async () => {
  const { api } = createScene()
  const token = await tokenOf({ claims: { aud: ['https://other.example', AUDIENCE] } })
  assert.equal((await api.verify(token)).sub, '248289761001')
})

interface Case {
  readonly what: string
  readonly tampering: Parameters<typeof tokenOf>[0]
  readonly config?: SceneConfig
  readonly code: AccessErrorCode
}

const claims = (values: Readonly<Record<string, unknown>>) => ({ claims: values })

/** Every token is valid but for the one thing named. */
// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: 'RFC 9068 §4: an ID Token (typ JWT)',           tampering: { header: { typ: 'JWT' } },                     code: 'typ_mismatch' },
  { what: 'RFC 9068 §2.1: no typ',                        tampering: { header: { typ: undefined } },                 code: 'typ_mismatch' },
  { what: 'RFC 9068 §4: an alg that is not accepted',     tampering: {}, config: { algorithms: ['RS256'] },          code: 'alg_refused' },
  { what: 'RFC 7515 §4.1.11: crit',                       tampering: { header: { crit: ['extension'], extension: 1 } }, code: 'crit_unsupported' },
  { what: 'RFC 9068 §4: a signature by another key',      tampering: { key: FOREIGN_KEY },                           code: 'signature_invalid' },
  { what: 'RFC 9068 §4: a kid that the issuer has not',   tampering: { header: { kid: 'unknown' } },                 code: 'key_unknown' },
  { what: 'RFC 9068 §4: iss of another issuer',           tampering: claims({ iss: `${ISSUER}/` }),                  code: 'iss_mismatch' },
  { what: 'RFC 9068 §4: no iss',                          tampering: claims({ iss: undefined }),                     code: 'iss_mismatch' },
  { what: 'RFC 9068 §4: aud of another API',              tampering: claims({ aud: 'https://other.example' }),       code: 'aud_mismatch' },
  { what: 'RFC 9068 §4: no aud',                          tampering: claims({ aud: undefined }),                     code: 'aud_mismatch' },
  { what: 'RFC 9068 §4: a token that expires now',        tampering: claims({ exp: NOW }),                           code: 'token_expired' },
  { what: 'RFC 9068 §2.2: no exp',                        tampering: claims({ exp: undefined }),                     code: 'token_expired' },
  { what: 'RFC 9068 §2.2: an exp that is text',           tampering: claims({ exp: String(NOW + 300) }),             code: 'token_expired' },
  { what: 'RFC 7519 §4.1.5: an nbf in the future',        tampering: claims({ nbf: NOW + 1 }),                       code: 'token_not_yet_valid' },
  { what: 'RFC 7519 §4.1.5: an nbf that is text',         tampering: claims({ nbf: String(NOW) }),                   code: 'token_not_yet_valid' },
  { what: 'RFC 7519 §4.1.6: an iat in the future',        tampering: claims({ iat: NOW + 1 }),                       code: 'iat_in_future' },
  { what: 'RFC 7519 §4.1.6: an iat that is text',         tampering: claims({ iat: String(NOW) }),                   code: 'iat_in_future' },
  { what: 'RFC 7515 §4.1.4: a kid that is no text',       tampering: { header: { kid: 5 } },                         code: 'kid_malformed' },
  { what: 'RFC 9068 §2.2: an empty sub',                  tampering: claims({ sub: '' }),                            code: 'sub_missing' },
  { what: 'RFC 7519 §4.1.3: an aud that is no text',      tampering: claims({ aud: { 0: AUDIENCE } }),               code: 'aud_mismatch' },
  { what: 'RFC 9068 §4: an aud that begins like ours',    tampering: claims({ aud: `${AUDIENCE}/` }),                code: 'aud_mismatch' },
  { what: 'RFC 8705 §3: a token bound to a certificate',  tampering: claims({ cnf: { 'x5t#S256': 'x' } }),           code: 'token_sender_constrained' },
  { what: 'RFC 8725 §3.12: a claim that must be another', tampering: {}, config: { claims: { client_id: ['other'] } }, code: 'claim_mismatch' },
  { what: 'RFC 8725 §3.12: a claim that must be there',   tampering: {}, config: { claims: { tenant: present } },    code: 'claim_mismatch' },
  { what: 'RFC 8725 §3.12: a claim that is null',         tampering: claims({ tenant: null }), config: { claims: { tenant: present } }, code: 'claim_mismatch' },
  { what: 'RFC 9068 §2.2: no sub',                        tampering: claims({ sub: undefined }),                     code: 'sub_missing' },
  { what: 'RFC 9449 §7.1: a token bound to a DPoP key',   tampering: claims({ cnf: { jkt: 'a thumbprint' } }),       code: 'token_sender_constrained' },
  { what: 'PITFALLS 9: a front-channel token, where those are refused', tampering: claims({ front_channel: true }), config: { frontChannel: 'refuse' }, code: 'front_channel_refused' },
]

/** A token whose claims are this JSON, which no object has. */
const tokenOfJson = (json: string) =>
  new CompactSign(new TextEncoder().encode(json))
    .setProtectedHeader({ alg: KEY.alg, typ: 'at+jwt', kid: KEY.kid })
    .sign(KEY.privateKey)

// biome-ignore format: a table
const TIMES: readonly (readonly [claim: string, code: AccessErrorCode])[] = [
  ['exp', 'token_expired'],
  ['nbf', 'token_not_yet_valid'],
  ['iat', 'iat_in_future'],
]
for (const [claim, code] of TIMES)
  for (const never of ['1e400', '-1e400', 'null', 'true', '[1700000300]'])
    test(`RFC 7519 §2: ${never} is no time: a token with it for ${claim} is refused with ${code}`, async () => {
      const json = JSON.stringify({ ...CLAIMS, [claim]: '?' }).replace('"?"', never)
      const { api } = createScene()
      await assert.rejects(api.verify(await tokenOfJson(json)), { code })
    })

for (const { what, tampering, config, code } of CASES)
  test(`${what} is refused with ${code}`, async () => {
    const { api } = createScene(config)
    await assert.rejects(api.verify(await tokenOf(tampering)), (error) => {
      assert.ok(error instanceof AccessError, String(error))
      assert.deepEqual([error.code, error.status, error.error], [code, 401, 'invalid_token'])
      return true
    })
  })

for (const token of ['opaque', 'a.b', 'a.b.c', 'a.b.c.d.e', ''])
  test(`RFC 9068 §4: '${token}' is no signed JWT`, async () => {
    await assert.rejects(createScene().api.verify(token), { code: 'token_malformed', status: 401 })
  })

test('RFC 8725 §3.2: alg none is refused', async () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(CLAIMS)}.`
  await assert.rejects(createScene().api.verify(token), { code: 'alg_refused', found: 'none' })
})

test('RFC 9068 §4: a refusal tells what was expected of a claim, and what was found', async () => {
  // biome-ignore format: a table
  const told = [
    [{ iss: 'https://evil.example' }, ISSUER,             'https://evil.example'],
    [{ iss: 5 },                      ISSUER,             '5'],
    [{ iss: undefined },              ISSUER,             undefined],
    [{ exp: NOW - 1 },                `after ${NOW}`,     String(NOW - 1)],
    [{ nbf: NOW + 1 },                `at most ${NOW}`,   String(NOW + 1)],
    [{ iat: NOW + 2 },                `at most ${NOW}`,   String(NOW + 2)],
    [{ sub: '' },                     undefined,          undefined],
  ] as const
  for (const [values, expected, found] of told)
    await assert.rejects(createScene().api.verify(await tokenOf(claims(values))), {
      expected,
      found,
    })
  const refusing = createScene({ algorithms: ['RS256', 'EdDSA'] }).api
  await assert.rejects(refusing.verify(await tokenOf()), {
    expected: 'RS256 EdDSA',
    found: 'ES256',
  })
  const { api } = createScene({ claims: { tenant: present } })
  await assert.rejects(api.verify(await tokenOf()), {
    expected: 'tenant: present',
    found: 'tenant: undefined',
  })
})

test('PITFALLS 9: a front-channel token is accepted by default, and marked', async () => {
  const token = await tokenOf(claims({ front_channel: true }))
  assert.equal((await createScene().api.verify(token)).front_channel, true)
  const { api } = createScene({ frontChannel: 'refuse' })
  assert.equal((await api.verify(await tokenOf())).front_channel, false)
})

test('a claim may be one of those named, and of a list one is enough', async () => {
  const { api } = createScene({
    claims: { client_id: ['other', 's6BhdRkqt3'], groups: 'admins', jti: present },
  })
  const token = await tokenOf(claims({ groups: ['users', 'admins'] }))
  assert.equal((await api.verify(token)).client_id, 's6BhdRkqt3')
  const other = await tokenOf(claims({ groups: ['users'] }))
  await assert.rejects(api.verify(other), {
    code: 'claim_mismatch',
    expected: 'groups: admins',
    found: 'groups: ["users"]',
  })
})

for (const more of ['=', '==', '\n', ' ', '.'])
  test(`RFC 7515 §2: a token with ${JSON.stringify(more)} more is none, though its signature is good`, async () => {
    const token = `${await tokenOf()}${more}`
    await assert.rejects(createScene().api.verify(token), { code: 'token_malformed' })
  })

test('with [untyped] typ may say nothing, but nothing else; what is of an ID Token or a Logout Token is refused', async () => {
  const { api } = createScene({ [untyped]: true })
  for (const typ of ['logout+jwt', 'secevent+jwt', 'dpop+jwt', '', 5, null])
    await assert.rejects(api.verify(await tokenOf({ header: { typ } })), { code: 'typ_mismatch' })
  for (const typ of ['JWT', 'jwt', 'application/jwt', undefined, 'at+jwt', 'application/at+jwt'])
    assert.equal((await api.verify(await tokenOf({ header: { typ } }))).sub, '248289761001')
  for (const name of ['at_hash', 'c_hash', 's_hash', 'events'])
    await assert.rejects(api.verify(await tokenOf({ claims: { [name]: 'x' } })), {
      code: 'id_token_refused',
    })
  const strict = createScene().api
  assert.equal((await strict.verify(await tokenOf(claims({ at_hash: 'x' })))).sub, '248289761001')
})

test('what a token does not say is not told, and not told as undefined either', async () => {
  const absent = { iat: undefined, jti: undefined, client_id: undefined, scope: undefined }
  const { claims: _, ...told } = await createScene().api.verify(await tokenOf(claims(absent)))
  assert.deepEqual(told, {
    iss: ISSUER,
    sub: '248289761001',
    aud: AUDIENCE,
    exp: NOW + 300,
    scope: [],
    front_channel: false,
  })
})

test('client_id may be called azp or appid', async () => {
  const clientOf = async (values: Readonly<Record<string, unknown>>) =>
    (await createScene().api.verify(await tokenOf(claims({ client_id: undefined, ...values }))))
      .client_id
  assert.equal(await clientOf({ azp: 'a' }), 'a')
  assert.equal(await clientOf({ appid: 'b' }), 'b')
  assert.equal(await clientOf({ azp: 5 }), undefined)
})

test('RFC 9068 §4: typ may be written as a whole media type', async () => {
  const token = await tokenOf({ header: { typ: 'application/AT+JWT' } })
  assert.equal((await createScene().api.verify(token)).sub, '248289761001')
})

test('the clock of the issuer may differ by the tolerance, and not by a second more', async () => {
  const token = await tokenOf(claims({ exp: NOW - 4, nbf: NOW + 5 }))
  const near = createScene({ clock_tolerance: 5 })
  assert.equal((await near.api.verify(token)).sub, '248289761001')
  const far = createScene({ clock_tolerance: 4 })
  await assert.rejects(far.api.verify(token), { code: 'token_expired' })
})

for (const payload of ['[]', 'null', '"text"', '5', 'no JSON'])
  test(`RFC 7519 §7.2: a signed payload ${payload} is no JWT`, async () => {
    const token = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: KEY.alg, typ: 'at+jwt', kid: KEY.kid })
      .sign(KEY.privateKey)
    await assert.rejects(createScene().api.verify(token), { code: 'token_malformed' })
  })

test('RFC 7519 §7.2: what is signed and no UTF-8 is no JWT', async () => {
  const payload = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'ä' }), 'latin1')
  const token = await new CompactSign(payload)
    .setProtectedHeader({ alg: KEY.alg, typ: 'at+jwt', kid: KEY.kid })
    .sign(KEY.privateKey)
  await assert.rejects(createScene().api.verify(token), { code: 'token_malformed' })
})

test('RFC 6750 §3.1: every scope that is needed must be there', async () => {
  const { api } = createScene()
  const token = await tokenOf()
  assert.equal((await api.verify(token, { scope: ['read'] })).sub, '248289761001')
  await assert.rejects(api.verify(token, { scope: ['read', 'write'] }), {
    code: 'scope_insufficient',
    status: 403,
    error: 'insufficient_scope',
    scope: ['read', 'write'],
    expected: 'read write',
    found: 'openid read',
  })
  const without = await tokenOf(claims({ scope: undefined }))
  assert.deepEqual((await api.verify(without)).scope, [])
})

test('an http issuer is asked on a loopback host only, and only where that is allowed', async () => {
  const jwks = (jwks_uri: string, allowed: boolean) =>
    createScene({ jwks_uri, [allowInsecure]: allowed }, { [jwks_uri]: { keys: [KEY.jwk] } }).api
  const token = await tokenOf()
  assert.equal((await jwks('http://localhost:4000/jwks', true).verify(token)).iss, ISSUER)
  assert.throws(() => jwks('http://localhost:4000/jwks', false), {
    message:
      'http://localhost:4000/jwks is no https URL: pass { [allowInsecure]: true } for http on this machine',
  })
  assert.throws(() => jwks('http://op.example.com/jwks', true), {
    message: 'http://op.example.com/jwks is no https URL',
  })
})

test('an issuer and an audience must be named, for callers without types', () => {
  for (const config of [{ issuer: 'https://op.example' }, { issuer: '', audience: 'https://a' }])
    assert.throws(() => createVerifier(config as never), TypeError)
})

test('why the keys of the issuer cannot be had is told', async () => {
  const fetch = async () => new Response('no', { status: 404 })
  const { api } = createScene({ fetch, jwks_uri: `${ISSUER}/nowhere` })
  await assert.rejects(api.verify(await tokenOf()), {
    code: 'keys_unavailable',
    found: `${ISSUER}/nowhere answered with status 404`,
  })
})
