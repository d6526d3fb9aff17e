import type { ResponseType } from '@gryphon/protocol'
import type { ClientErrorCode } from '../errors.ts'
import { createTestKey } from './keys.ts'
import { type beginLogin, CLAIMS, FOREIGN_KEY, KEY, NOW, type Tampering } from './scene.ts'

type Values = Readonly<Record<string, unknown>>

/** A message that is valid but for the one thing named, and the code that it is refused with. */
export interface Tampered {
  readonly what: string
  readonly tampering: Tampering
  readonly code: ClientErrorCode
  /** What is asked for, or registered, that makes the difference matter. */
  readonly scene?: Parameters<typeof beginLogin>[2]
  /** The claims with which an ID Token is valid in that scene. */
  readonly valid?: Values
}

/** The OP's other key, by another algorithm; published like the first. */
export const ES_KEY = await createTestKey('ES256')

const claims = (values: Values) => ({ claims: values })
const header = (values: Values) => ({ header: values })
const parameters = (values: Values) => ({ parameters: values })

const MAX_AGE = { scene: { request: { max_age: 60 } }, valid: { auth_time: NOW - 60 } } as const
const ACR = {
  scene: {
    request: { claims: { id_token: { acr: { essential: true, values: ['urn:mace:silver'] } } } },
  },
  valid: { acr: 'urn:mace:silver' },
} as const
const TWO_AUDIENCES = {
  scene: { options: { trusted_audiences: ['other'] } },
  valid: { aud: [CLAIMS.aud, 'other'], azp: CLAIMS.aud },
} as const
const ESSENTIAL_AUTH_TIME = {
  scene: { request: { claims: { id_token: { auth_time: { essential: true } } } } },
  valid: { auth_time: NOW - 86_400 },
} as const
const REQUIRED_AUTH_TIME = {
  scene: { metadata: { require_auth_time: true } },
  valid: { auth_time: NOW - 86_400 },
} as const
const DEFAULT_MAX_AGE = {
  scene: { metadata: { default_max_age: 60 } },
  valid: { auth_time: NOW - 60 },
} as const
const TOLERANCE = { scene: { options: { clock_tolerance: 5 } }, valid: { exp: NOW - 4 } } as const
const EVIL = 'https://evil.example'

/** What is wrong with an ID Token, by whichever channel it comes. */
// biome-ignore format: a table
export const TAMPERED_ID_TOKENS: readonly Tampered[] = [
  { what: 'Core §3.1.3.7, 7: an alg that is not the registered one',        tampering: { key: ES_KEY }, code: 'alg_mismatch' },
  { what: 'RFC 7515 §4.1.11: crit',                                         tampering: header({ crit: ['extension'], extension: true }), code: 'crit_unsupported' },
  { what: 'RFC 8725 §3.12: the typ of an access token',                     tampering: header({ typ: 'at+jwt' }), code: 'typ_mismatch' },
  { what: 'RFC 8725 §3.12: the typ of a Logout Token, in full',             tampering: header({ typ: 'application/Logout+JWT' }), code: 'typ_mismatch' },
  { what: 'RFC 7515 §4.1.9: a typ that is no text',                         tampering: header({ typ: ['JWT'] }), code: 'typ_mismatch' },
  { what: 'Core §10.1: a kid that the OP does not have',                    tampering: header({ kid: 'unknown' }), code: 'key_unknown' },
  { what: 'Core §10.1: a kid of a key by another algorithm',                tampering: header({ kid: 'ES256' }), code: 'key_unknown' },
  { what: 'Core §3.1.3.7, 6: a signature by another key',                   tampering: { key: FOREIGN_KEY }, code: 'signature_invalid' },
  { what: 'Core §2: no iss',                                                tampering: claims({ iss: undefined }), code: 'iss_missing' },
  { what: 'Core §3.1.3.7, 2: iss of another issuer',                        tampering: claims({ iss: EVIL }), code: 'iss_mismatch' },
  { what: 'Core §3.1.3.7, 2: iss with a slash more',                        tampering: claims({ iss: `${CLAIMS.iss}/` }), code: 'iss_mismatch' },
  { what: 'Core §2: no sub',                                                tampering: claims({ sub: undefined }), code: 'sub_missing' },
  { what: 'Core §2: an empty sub',                                          tampering: claims({ sub: '' }), code: 'sub_mismatch' },
  { what: 'Core §2: a sub of 256 characters',                               tampering: claims({ sub: 'a'.repeat(256) }), code: 'sub_mismatch' },
  { what: 'Core §2: a sub that is a number',                                tampering: claims({ sub: 248289761001 }), code: 'sub_mismatch' },
  { what: 'Core §2: no aud',                                                tampering: claims({ aud: undefined }), code: 'aud_missing' },
  { what: 'Core §3.1.3.7, 3: aud of another client',                        tampering: claims({ aud: 'other' }), code: 'aud_mismatch' },
  { what: 'Core §3.1.3.7, 3: an empty list of aud',                         tampering: claims({ aud: [] }), code: 'aud_mismatch' },
  { what: 'Core §3.1.3.7, 3: a further aud that is not trusted',            tampering: claims({ aud: [CLAIMS.aud, 'stranger'], azp: CLAIMS.aud }), code: 'trusted_aud_mismatch' },
  { what: 'Core §3.1.3.7, 4: several aud without azp',                      tampering: claims({ azp: undefined }), ...TWO_AUDIENCES, code: 'azp_missing' },
  { what: 'Core §3.1.3.7, 5: azp of another client',                        tampering: claims({ azp: 'other' }), code: 'azp_mismatch' },
  { what: 'Core §3.1.3.7, 5: azp of the other audience',                    tampering: claims({ azp: 'other' }), ...TWO_AUDIENCES, code: 'azp_mismatch' },
  { what: 'Core §2: no exp',                                                tampering: claims({ exp: undefined }), code: 'exp_missing' },
  { what: 'Core §2: an exp that is text',                                   tampering: claims({ exp: String(NOW + 600) }), code: 'exp_mismatch' },
  { what: 'Core §3.1.3.7, 9: an ID Token that expires now',                 tampering: claims({ exp: NOW }), code: 'id_token_expired' },
  { what: 'Core §3.1.3.7, 9: one that has expired for the tolerance',       tampering: claims({ exp: NOW - 5 }), ...TOLERANCE, code: 'id_token_expired' },
  { what: 'RFC 7519 §4.1.5: an nbf in the future',                          tampering: claims({ nbf: NOW + 1 }), code: 'id_token_not_yet_valid' },
  { what: 'RFC 7519 §4.1.5: an nbf that is text',                           tampering: claims({ nbf: String(NOW) }), code: 'nbf_mismatch' },
  { what: 'Core §2: no iat',                                                tampering: claims({ iat: undefined }), code: 'iat_missing' },
  { what: 'Core §2: an iat that is text',                                   tampering: claims({ iat: String(NOW) }), code: 'iat_mismatch' },
  { what: 'Core §3.1.3.7, 10: an iat in the future',                        tampering: claims({ iat: NOW + 1 }), code: 'id_token_not_yet_valid' },
  { what: 'Core §3.1.3.7, 10: an iat past the tolerance',                   tampering: claims({ iat: NOW + 6 }), ...TOLERANCE, code: 'id_token_not_yet_valid' },
  { what: 'Core §3.1.3.7, 11: no nonce',                                    tampering: claims({ nonce: undefined }), code: 'nonce_missing' },
  { what: 'PITFALLS 5: another nonce',                                      tampering: claims({ nonce: 'BgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI' }), code: 'nonce_mismatch' },
  { what: 'Core §5.5.1.1: no acr, though it is essential',                  tampering: claims({ acr: undefined }), ...ACR, code: 'acr_missing' },
  { what: 'Core §3.1.3.7, 12: an acr that was not asked for',               tampering: claims({ acr: 'urn:mace:bronze' }), ...ACR, code: 'acr_mismatch' },
  { what: 'Core §3.1.3.7, 13: no auth_time, though max_age was sent',       tampering: claims({ auth_time: undefined }), ...MAX_AGE, code: 'auth_time_missing' },
  { what: 'Core §3.1.3.7, 13: an auth_time before max_age',                 tampering: claims({ auth_time: NOW - 61 }), ...MAX_AGE, code: 'auth_time_too_old' },
  { what: 'Core §3.1.3.7, 13: an auth_time to come',                        tampering: claims({ auth_time: NOW + 1 }), ...MAX_AGE, code: 'auth_time_mismatch' },
  { what: 'Core §2: an auth_time in milliseconds',                          tampering: claims({ auth_time: NOW * 1000 }), ...MAX_AGE, code: 'auth_time_mismatch' },
  { what: 'Core §2: an auth_time that is text',                             tampering: claims({ auth_time: String(NOW) }), code: 'auth_time_mismatch' },
  { what: 'Core §5.5.1: no auth_time, though it is essential',              tampering: claims({ auth_time: undefined }), ...ESSENTIAL_AUTH_TIME, code: 'auth_time_missing' },
  { what: 'Dynamic Registration §2: no auth_time, though require_auth_time', tampering: claims({ auth_time: undefined }), ...REQUIRED_AUTH_TIME, code: 'auth_time_missing' },
  { what: 'Dynamic Registration §2: an auth_time before default_max_age',   tampering: claims({ auth_time: NOW - 61 }), ...DEFAULT_MAX_AGE, code: 'auth_time_too_old' },
]

type Artefacts = 'any' | 'code' | 'token' | 'id_token' | 'code and id_token' | 'token and id_token'

/** The response types that have it, by hand (Core §3). */
// biome-ignore format: a table
export const TYPES_WITH: Readonly<Record<Artefacts, readonly ResponseType[]>> = {
  any:                  ['none', 'code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
  code:                 ['code', 'code id_token', 'code token', 'code id_token token'],
  token:                ['id_token token', 'code token', 'code id_token token'],
  id_token:             ['id_token', 'id_token token', 'code id_token', 'code id_token token'],
  'code and id_token':  ['code id_token', 'code id_token token'],
  'token and id_token': ['id_token token', 'code id_token token'],
}

const OTHER_HASH = 'AAAAAAAAAAAAAAAAAAAAAA'
const NO_S_HASH = { scene: { options: { s_hash: 'required' } } } as const

/** What is wrong with a response, or with what its ID Token says of the rest of it. */
// biome-ignore format: a table
export const TAMPERED_RESPONSES: readonly (Tampered & { readonly with: Artefacts })[] = [
  { what: 'RFC 9207 §2.4: an iss that is another issuer',             with: 'any', tampering: parameters({ iss: EVIL }), code: 'iss_mismatch' },
  { what: 'PITFALLS 3: no iss, though the OP advertises it',          with: 'any', tampering: parameters({ iss: undefined }), code: 'iss_missing' },
  { what: 'PITFALLS 4: a state with one character changed',           with: 'any', tampering: parameters({ state: 'BQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE' }), code: 'state_mismatch' },
  { what: 'RFC 6749 §10.12: no state',                                with: 'any', tampering: parameters({ state: undefined }), code: 'state_missing' },
  { what: 'RFC 6749 §3.1: an empty state',                            with: 'any', tampering: parameters({ state: '' }), code: 'state_missing' },
  { what: 'Core §3.1.2.6: an error',                                  with: 'any', tampering: parameters({ error: 'access_denied' }), code: 'authorization_error' },
  { what: 'RFC 6749 §4.2.2: a refresh_token in the front channel',    with: 'any', tampering: parameters({ refresh_token: 'r' }), code: 'refresh_token_unexpected' },
  { what: 'Core §3.3.2.5: no code',                                   with: 'code', tampering: parameters({ code: undefined }), code: 'code_missing' },
  { what: 'Core §3.3.2.5: no access_token',                           with: 'token', tampering: parameters({ access_token: undefined }), code: 'access_token_missing' },
  { what: 'Core §3.2.2.5: no token_type',                             with: 'token', tampering: parameters({ token_type: undefined }), code: 'token_type_missing' },
  { what: 'Core §3.2.2.5: a token_type that is not Bearer',           with: 'token', tampering: parameters({ token_type: 'mac' }), code: 'token_type_mismatch' },
  { what: 'Core §3.3.2.5: no id_token',                               with: 'id_token', tampering: parameters({ id_token: undefined }), code: 'id_token_missing' },
  { what: 'Core §2: an ID Token that is no JWT',                      with: 'id_token', tampering: parameters({ id_token: 'a.b' }), code: 'id_token_malformed' },
  { what: 'Core §2: an ID Token whose header is no JSON',             with: 'id_token', tampering: parameters({ id_token: 'a.b.c' }), code: 'id_token_malformed' },
  { what: 'Core §3.1.3.7, 1: an encrypted ID Token, not registered',  with: 'id_token', tampering: parameters({ id_token: 'a.b.c.d.e' }), code: 'encryption_unexpected' },
  { what: 'PITFALLS 1: another c_hash',                               with: 'code and id_token', tampering: claims({ c_hash: OTHER_HASH }), code: 'c_hash_mismatch' },
  { what: 'Core §3.3.2.11: no c_hash',                                with: 'code and id_token', tampering: claims({ c_hash: undefined }), code: 'c_hash_missing' },
  { what: 'PITFALLS 1: the code of another login',                    with: 'code and id_token', tampering: parameters({ code: 'SplxlOBeZQQYbYS6WxSbIA' }), code: 'c_hash_mismatch' },
  { what: 'PITFALLS 2: another at_hash',                              with: 'token and id_token', tampering: claims({ at_hash: OTHER_HASH }), code: 'at_hash_mismatch' },
  { what: 'Core §3.2.2.10: no at_hash',                               with: 'token and id_token', tampering: claims({ at_hash: undefined }), code: 'at_hash_missing' },
  { what: 'PITFALLS 2: the access token of another login',            with: 'token and id_token', tampering: parameters({ access_token: 'SlAV32hkKG' }), code: 'at_hash_mismatch' },
  { what: 'FAPI 1.0 Advanced §5.2.2.1: another s_hash',               with: 'id_token', tampering: claims({ s_hash: OTHER_HASH }), code: 's_hash_mismatch' },
  { what: 'FAPI 1.0 Advanced §5.2.2.1: no s_hash, though required',   with: 'id_token', tampering: claims({ s_hash: undefined }), ...NO_S_HASH, code: 's_hash_missing' },
]

/** The OP publishes both of its keys. */
export const PUBLISHED = { '/jwks': { json: { keys: [KEY.jwk, ES_KEY.jwk] } } }
