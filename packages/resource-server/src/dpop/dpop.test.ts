import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessError, type AccessErrorCode } from '../errors.ts'
import { createProofKey, PROOF_KEY, proofOf, proving } from '../testing/proof.ts'
import { bearing, createScene, NOW, type SceneConfig, tokenOf } from '../testing/scene.ts'
import type { DpopConfig } from './dpop-config.ts'

const BASE_URL = 'https://api.example.com'
const TOKEN = await tokenOf({ claims: { cnf: { jkt: PROOF_KEY.jkt } } })
const UNBOUND = await tokenOf()
const OTHER_KEY = await createProofKey()

const scene = (dpop: Partial<DpopConfig> = {}, config: SceneConfig = {}) =>
  createScene({ dpop: { base_url: BASE_URL, ...dpop }, ...config }).api

/** What a guarded handler answers. */
const answerTo = async (request: Request, api = scene()) => {
  const response = await api.protect(() => new Response('things'))(request)
  return [response.status, response.headers.get('www-authenticate')]
}

const ALGS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'

test('RFC 9449 §7.1: a bound token with a proof of its key is let through', async () => {
  const { sub } = await scene().verify(proving(TOKEN, await proofOf(TOKEN)))
  assert.equal(sub, '248289761001')
})

interface Case {
  readonly what: string
  readonly tampering: Parameters<typeof proofOf>[1]
  readonly config?: Partial<DpopConfig>
  readonly code: AccessErrorCode
}

const claims = (values: Readonly<Record<string, unknown>>) => ({ claims: values })
const header = (values: Readonly<Record<string, unknown>>) => ({ header: values })

/** Every proof is valid but for the one thing named (RFC 9449 §4.3, by the number of its list). */
// biome-ignore format: a table
const CASES: readonly Case[] = [
  { what: '4: a JWT of another typ',              tampering: header({ typ: 'JWT' }),                          code: 'dpop_typ_mismatch' },
  { what: '4: no typ',                            tampering: header({ typ: undefined }),                      code: 'dpop_typ_mismatch' },
  { what: '5: an alg that is not accepted',       tampering: {}, config: { algorithms: ['EdDSA'] },           code: 'dpop_alg_refused' },
  { what: 'RFC 7515 §4.1.11: crit',               tampering: header({ crit: ['extension'], extension: 1 }),   code: 'dpop_crit_unsupported' },
  { what: '7: a private key in jwk',              tampering: header({ jwk: PROOF_KEY.private_jwk }),          code: 'dpop_jwk_private' },
  { what: '3: no jwk',                            tampering: header({ jwk: undefined }),                      code: 'dpop_jwk_malformed' },
  { what: '3: null in jwk',                       tampering: header({ jwk: null }),                           code: 'dpop_jwk_malformed' },
  { what: '3: a list in jwk',                     tampering: header({ jwk: [PROOF_KEY.jwk] }),                code: 'dpop_jwk_malformed' },
  { what: '3: a text in jwk',                     tampering: header({ jwk: 'a key' }),                        code: 'dpop_jwk_malformed' },
  { what: '7: a secret in jwk',                   tampering: header({ jwk: { kty: 'oct', k: 'c2VjcmV0' } }),  code: 'dpop_jwk_private' },
  { what: '3: a symmetric key in jwk',            tampering: header({ jwk: { kty: 'oct' } }),                 code: 'dpop_jwk_malformed' },
  { what: '3: a key that is none in jwk',         tampering: header({ jwk: { kty: 'EC', crv: 'P-256' } }),    code: 'dpop_jwk_malformed' },
  { what: '6: a signature by another key',        tampering: { key: OTHER_KEY, ...header({ jwk: PROOF_KEY.jwk }) }, code: 'dpop_signature_invalid' },
  { what: '12: another key in jwk, before its signature is looked at', tampering: header({ jwk: OTHER_KEY.jwk }), code: 'dpop_jkt_mismatch' },
  { what: '3: an exponent of more than 256 bits', tampering: header({ jwk: { kty: 'RSA', n: 'x', e: 'A'.repeat(44) } }), code: 'dpop_jwk_malformed' },
  { what: '3: an exponent of 256 bits, of another key', tampering: header({ jwk: { kty: 'RSA', n: 'x', e: 'A'.repeat(43) } }), code: 'dpop_jkt_mismatch' },
  { what: '3: a modulus of more than 8192 bits',  tampering: header({ jwk: { kty: 'RSA', n: 'A'.repeat(1367), e: 'AQAB' } }), code: 'dpop_jwk_malformed' },
  { what: '3: a modulus of 8192 bits, of another key', tampering: header({ jwk: { kty: 'RSA', n: 'A'.repeat(1366), e: 'AQAB' } }), code: 'dpop_jkt_mismatch' },
  { what: '3: no jti',                            tampering: claims({ jti: undefined }),                      code: 'dpop_jti_missing' },
  { what: '3: an empty jti',                      tampering: claims({ jti: '' }),                             code: 'dpop_jti_missing' },
  { what: '8: another method',                    tampering: claims({ htm: 'POST' }),                         code: 'dpop_htm_mismatch' },
  { what: '8: the method in lower case',          tampering: claims({ htm: 'get' }),                          code: 'dpop_htm_mismatch' },
  { what: '8: no htm',                            tampering: claims({ htm: undefined }),                      code: 'dpop_htm_mismatch' },
  { what: '9: another path',                      tampering: claims({ htu: `${BASE_URL}/other` }),            code: 'dpop_htu_mismatch' },
  { what: '9: another host',                      tampering: claims({ htu: 'https://evil.example/things' }),  code: 'dpop_htu_mismatch' },
  { what: '9: another port',                      tampering: claims({ htu: `${BASE_URL}:8443/things` }),      code: 'dpop_htu_mismatch' },
  { what: '9: http',                              tampering: claims({ htu: 'http://api.example.com/things' }), code: 'dpop_htu_mismatch' },
  { what: '9: no htu',                            tampering: claims({ htu: undefined }),                      code: 'dpop_htu_mismatch' },
  { what: '9: an htu that is no URL',             tampering: claims({ htu: '/things' }),                      code: 'dpop_htu_mismatch' },
  { what: '11: made 60 seconds ago',              tampering: claims({ iat: NOW - 60 }),                       code: 'dpop_iat_out_of_window' },
  { what: '11: made in the future',               tampering: claims({ iat: NOW + 1 }),                        code: 'dpop_iat_out_of_window' },
  { what: '11: no iat',                           tampering: claims({ iat: undefined }),                      code: 'dpop_iat_out_of_window' },
  { what: '11: an iat that is text',              tampering: claims({ iat: String(NOW) }),                    code: 'dpop_iat_out_of_window' },
  { what: '12: the digest of another token',      tampering: claims({ ath: 'x'.repeat(43) }),                 code: 'dpop_ath_mismatch' },
  { what: '12: no ath',                           tampering: claims({ ath: undefined }),                      code: 'dpop_ath_mismatch' },
  { what: '12: a key that the token is not bound to', tampering: { key: OTHER_KEY },                          code: 'dpop_jkt_mismatch' },
]

for (const { what, tampering, config, code } of CASES)
  test(`RFC 9449 §4.3 ${what} is refused with ${code}`, async () => {
    const proof = await proofOf(TOKEN, tampering)
    await assert.rejects(scene(config).verify(proving(TOKEN, proof)), (error) => {
      assert.ok(error instanceof AccessError, String(error))
      assert.deepEqual(
        [error.code, error.status, error.error, error.scheme],
        [code, 401, 'invalid_dpop_proof', 'DPoP'],
      )
      return true
    })
  })

test('RFC 9449 §4.3 1: no DPoP header, two, one that is no JWT, one without end', async () => {
  const proof = await proofOf(TOKEN)
  // biome-ignore format: a table
  const sent = [
    [undefined,              'dpop_proof_missing'],
    [`${proof}, ${proof}`,   'dpop_proof_malformed'],
    ['proof',                'dpop_proof_malformed'],
    [`${proof}.x`,           'dpop_proof_malformed'],
    ['a'.repeat(8193),       'dpop_proof_malformed'],
  ] as const
  for (const [value, code] of sent)
    await assert.rejects(scene().verify(proving(TOKEN, value)), { code, status: 401 })
})

test('a proof longer than 8192 characters is not looked at, however good', async () => {
  const sizes = [5735, 5736, 5737, 5738, 5739, 5740].map((by) => 'a'.repeat(by))
  const proofs = await Promise.all(sizes.map((more) => proofOf(TOKEN, claims({ more }))))
  const lengths = proofs.map(({ length }) => length)
  assert.ok(lengths.includes(8192) && Math.max(...lengths) > 8192, lengths.join(' '))
  for (const proof of proofs) {
    const outcome = scene().verify(proving(TOKEN, proof))
    if (proof.length <= 8192) assert.equal((await outcome).sub, '248289761001')
    else await assert.rejects(outcome, { code: 'dpop_proof_malformed' })
  }
})

test('RFC 9449 §4.3: a refusal tells what was expected of the proof, and what was found', async () => {
  // biome-ignore format: a table
  const told = [
    [header({ typ: 'JWT' }),                    'dpop+jwt',               'JWT'],
    [claims({ htm: 'POST' }),                   'GET',                    'POST'],
    [claims({ htu: `${BASE_URL}/other?a` }),    `${BASE_URL}/things`,     `${BASE_URL}/other`],
    [claims({ iat: NOW - 60 }),                 `about ${NOW}`,           String(NOW - 60)],
    [claims({ ath: 'x' }),                      undefined,                undefined],
  ] as const
  for (const [tampering, expected, found] of told)
    await assert.rejects(scene().verify(proving(TOKEN, await proofOf(TOKEN, tampering))), {
      expected,
      found,
      section: 'RFC 9449 §4.3',
    })
  const refused = scene({ algorithms: ['EdDSA', 'RS256'] })
  await assert.rejects(refused.verify(proving(TOKEN, await proofOf(TOKEN))), {
    expected: 'EdDSA RS256',
    found: 'ES256',
  })
})

test('RFC 9449 §4.3 9: a request whose URL is none matches no htu', async () => {
  const proof = await proofOf(TOKEN)
  const header = (name: string) => ({ authorization: `DPoP ${TOKEN}`, dpop: proof })[name]
  for (const url of ['https://', 'things'])
    await assert.rejects(scene().verify({ method: 'GET', url, header }), {
      code: 'dpop_htu_mismatch',
      expected: undefined,
    })
})

test('RFC 3986 §6.2.2.2: an escaped slash is none, in whatever case it is escaped', async () => {
  const asking = async (path: string, htu: string) => {
    const proof = await proofOf(TOKEN, claims({ htu: `${BASE_URL}${htu}` }))
    return scene().verify({
      method: 'GET',
      url: path,
      header: (name) => ({ authorization: `DPoP ${TOKEN}`, dpop: proof })[name],
    })
  }
  await assert.rejects(asking('/a/b', '/a%2Fb'), { code: 'dpop_htu_mismatch' })
  await assert.rejects(asking('/a%2Fb', '/a/b'), { code: 'dpop_htu_mismatch' })
  assert.equal((await asking('/a%2fb', '/a%2Fb')).sub, '248289761001')
})

test('RFC 9449 §4.3 9: htu is compared without query and fragment, normalised', async () => {
  for (const htu of [
    'HTTPS://API.example.com:443/things',
    `${BASE_URL}/things?page=2#top`,
    `${BASE_URL}/other/../things`,
    `${BASE_URL}/%74hings`,
  ])
    await scene().verify(proving(TOKEN, await proofOf(TOKEN, claims({ htu }))))
})

test('a proof is for base_url and the path of the request, whatever host the request names', async () => {
  const api = scene({ base_url: 'https://public.example/v1/' })
  const htu = 'https://public.example/v1/things'
  await api.verify(proving(TOKEN, await proofOf(TOKEN, claims({ htu }))))
  const own = proving(TOKEN, await proofOf(TOKEN))
  await assert.rejects(api.verify(own), { code: 'dpop_htu_mismatch', expected: htu })
  const header = (name: string) => ({ authorization: `DPoP ${TOKEN}` })[name]
  const request = { method: 'GET', url: '//evil.example/things', header }
  await assert.rejects(api.verify(request), { code: 'dpop_proof_missing' })
})

test('RFC 9449 §4.3 11: the proof may be as old as it may, and the clocks differ by the tolerance', async () => {
  const at = async (iat: number, config: Partial<DpopConfig> = {}) => {
    const api = scene(config, { clock_tolerance: 5 })
    return api.verify(proving(TOKEN, await proofOf(TOKEN, claims({ iat }))))
  }
  await at(NOW + 5)
  await at(NOW - 64)
  await at(NOW - 14, { proof_lifetime: 10 })
  await assert.rejects(at(NOW - 65), { code: 'dpop_iat_out_of_window' })
  await assert.rejects(at(NOW + 6), { code: 'dpop_iat_out_of_window' })
  await assert.rejects(at(NOW - 15, { proof_lifetime: 10 }), { code: 'dpop_iat_out_of_window' })
})

test('RFC 9449 §7.2: a bound token that is sent as Bearer is refused, and both ways are named', async () => {
  const [status, challenge] = await answerTo(bearing(TOKEN))
  assert.deepEqual(
    [status, challenge],
    [
      401,
      `Bearer error="invalid_token", error_description="the access token is bound to a key and must be sent with a proof of it", DPoP algs="${ALGS}"`,
    ],
  )
  await assert.rejects(scene().verify(bearing(TOKEN)), { code: 'dpop_scheme_missing' })
})

test('RFC 9449 §7.1: a token that is not bound is refused as DPoP', async () => {
  const request = proving(UNBOUND, await proofOf(UNBOUND))
  await assert.rejects(scene().verify(request), { code: 'token_unbound', scheme: 'DPoP' })
  assert.equal((await scene().verify(bearing(UNBOUND))).sub, '248289761001')
})

test('RFC 9449 §7.1: without a token, both schemes are named and no error', async () => {
  assert.deepEqual(await answerTo(new Request(BASE_URL)), [401, `Bearer, DPoP algs="${ALGS}"`])
})

test('RFC 9449 §7.1: a bad proof is named in the challenge of DPoP', async () => {
  const api = scene({ algorithms: ['ES256'] })
  assert.deepEqual(await answerTo(proving(TOKEN, undefined), api), [
    401,
    'Bearer, DPoP error="invalid_dpop_proof", error_description="a DPoP proof is needed", algs="ES256"',
  ])
})

test('RFC 9449 §7.1: a bad token that is sent by DPoP is named in its challenge', async () => {
  const api = scene({ algorithms: ['ES256'] })
  assert.deepEqual(await answerTo(proving('a.b.c', undefined), api), [
    401,
    'Bearer, DPoP error="invalid_token", error_description="the access token is no signed JWT", algs="ES256"',
  ])
})

test('RFC 9449 §7: where bound tokens are required, others are refused and only DPoP is named', async () => {
  const api = scene({ unbound: 'refuse', algorithms: ['ES256'] })
  await api.verify(proving(TOKEN, await proofOf(TOKEN)))
  await assert.rejects(api.verify(bearing(UNBOUND)), { code: 'dpop_required', status: 401 })
  assert.deepEqual(await answerTo(bearing(UNBOUND), api), [
    401,
    'DPoP error="invalid_token", error_description="the access token must be bound to a key", algs="ES256"',
  ])
  assert.deepEqual(await answerTo(new Request(BASE_URL), api), [401, 'DPoP algs="ES256"'])
})

test('a guard without dpop takes DPoP for another scheme, and bound tokens for none of its own', async () => {
  const { api } = createScene()
  const request = proving(TOKEN, await proofOf(TOKEN))
  await assert.rejects(api.verify(request), { code: 'token_missing' })
  await assert.rejects(api.verify(bearing(TOKEN)), { code: 'token_sender_constrained' })
})

test('a bare token that is bound is refused: nobody showed its key', async () => {
  await assert.rejects(scene().verify(TOKEN), { code: 'token_sender_constrained' })
})

test('proofs of every algorithm that is accepted are verified', async () => {
  for (const alg of ['RS256', 'PS256', 'ES384', 'EdDSA']) {
    const key = await createProofKey(alg)
    const token = await tokenOf({ claims: { cnf: { jkt: key.jkt } } })
    await scene().verify(proving(token, await proofOf(token, { key })))
  }
})
