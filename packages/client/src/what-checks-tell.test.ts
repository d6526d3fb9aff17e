import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckName } from './check.ts'
import { beginLogin, CLIENT_ID, NOW, type Tampering } from './testing/scene.ts'

type LoginScene = Parameters<typeof beginLogin>[2]

/** What a check of the front-channel ID Token tells when all is well. */
const told = async (check: CheckName, claims: Tampering['claims'] = {}, scene: LoginScene = {}) => {
  const { rp, response, transaction } = await beginLogin('id_token', { claims }, scene)
  const { checks } = await rp.receive(response, transaction)
  const found = checks.find(
    (each) => each.check === check && each.source === 'front_channel_id_token',
  )
  const { outcome, expected, found: value } = found ?? assert.fail(check)
  return [outcome, expected, value]
}

const acr = (wanted: object) => ({
  request: { claims: { id_token: { acr: { essential: true, ...wanted } } } },
})

// biome-ignore format: a table
const TOLD: readonly (readonly [check: CheckName, claims: Tampering['claims'], scene: LoginScene, told: readonly (string | undefined)[]])[] = [
  ['signature',   {},                            {},                                              ['passed', 'a key of the OP', 'kid RS256']],
  ['exp',         {},                            { options: { clock_tolerance: 5 } },             ['passed', `after ${NOW - 5}`, String(NOW + 600)]],
  ['iat',         {},                            { options: { clock_tolerance: 5 } },             ['passed', `at most ${NOW + 5}`, String(NOW)]],
  ['trusted_aud', {},                            { options: { trusted_audiences: ['a', 'b'] } },  ['passed', `${CLIENT_ID} a b`, CLIENT_ID]],
  ['auth_time',   { auth_time: NOW - 9 },        {},                                              ['passed', undefined, String(NOW - 9)]],
  ['auth_time',   { auth_time: NOW - 9 },        { request: { max_age: 60 } },                    ['passed', `at least ${NOW - 60}`, String(NOW - 9)]],
  ['acr',         { acr: 'anything' },           {},                                              ['absent', undefined, undefined]],
  ['acr',         { acr: 'anything' },           acr({}),                                         ['passed', undefined, 'anything']],
  ['acr',         { acr: 'gold' },               acr({ values: ['silver', 'gold'] }),             ['passed', 'silver gold', 'gold']],
]

/** Core §3.2.2.10, §3.3.2.11: where there is nothing that it could be of, a hash is not understood, and so ignored (§2). */
// biome-ignore format: a table
const HASHES_OF_NOTHING: typeof TOLD = [
  ['c_hash',      { c_hash: 'of no code' },      {},                                              ['absent', undefined, undefined]],
  ['at_hash',     { at_hash: 'of no token' },    {},                                              ['absent', undefined, undefined]],
]

for (const [check, claims, scene, expected] of [...TOLD, ...HASHES_OF_NOTHING])
  test(`${check} tells ${expected.join(', ')}`, async () => {
    assert.deepEqual(await told(check, claims, scene), expected)
  })
