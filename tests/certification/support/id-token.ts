import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { checkClaimTypes } from './claim-types.ts'
import type { Discovered } from './discovery.ts'
import type { Json } from './http.ts'

/** What an ID Token must fit. */
export interface Expected {
  readonly discovered: Discovered
  readonly client_id: string
  readonly nonce: string | undefined
  /** Claims beside the usual ones that the request asked to be in it. */
  readonly requested: readonly string[]
}

/** An ID Token that was found right. */
export interface IdToken {
  readonly text: string
  readonly header: Json
  readonly claims: Json
}

/** Claims that may be there unasked. */
const USUAL = [
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'azp', 'at_hash'],
  ...['c_hash', 'nbf', 'jti', 'sid', 's_hash', 'txn'],
]

const MINUTES = 60
const YEARS = 365 * 24 * 3600

const now = () => Date.now() / 1000

const checkTimes = ({ exp, iat, auth_time }: Json) => {
  assert.ok(typeof exp === 'number' && exp > now() && exp < now() + 50 * YEARS, `exp ${exp}`)
  assert.ok(typeof iat === 'number' && Math.abs(iat - now()) < 5 * MINUTES, `iat ${iat}`)
  if (auth_time === undefined) return
  assert.ok(Number.isInteger(auth_time), `auth_time ${auth_time}`)
  assert.ok(Number(auth_time) <= now() + 5 && Number(auth_time) > now() - YEARS)
}

/** Printable ASCII (Core §2). */
const SUBJECT = /^[\x20-\x7e]{1,255}$/

const checkClaims = (claims: Json, { discovered, client_id, nonce, requested }: Expected) => {
  assert.equal(claims.iss, discovered.metadata.issuer)
  assert.ok([claims.aud].flat().includes(client_id))
  if (claims.azp !== undefined) assert.equal(claims.azp, client_id)
  assert.equal(claims.nonce, nonce)
  assert.match(String(claims.sub), SUBJECT)
  if (claims.acr !== undefined) assert.ok(typeof claims.acr === 'string' && claims.acr !== '')
  checkTimes(claims)
  checkClaimTypes(claims)
  const unasked = Object.keys(claims).filter((name) => !USUAL.concat(requested).includes(name))
  assert.deepEqual(unasked, [], 'claims that nobody asked for')
}

/** The one key that fits the header by kid, kty, use and alg: two are a failure. */
const findKey = ({ keys }: Discovered, header: ReturnType<typeof decodeProtectedHeader>) => {
  const fitting = keys.filter(
    ({ kid, alg, use }) =>
      (header.kid === undefined || kid === header.kid) && alg === header.alg && use === 'sig',
  )
  const [key] = fitting
  assert.equal(fitting.length, 1, `keys that fit ${JSON.stringify(header)}`)
  assert.ok(key !== undefined)
  return key
}

/** Checks an ID Token, of either channel: signature, and every claim. */
export const checkIdToken = async (text: string, expected: Expected): Promise<IdToken> => {
  const header = decodeProtectedHeader(text)
  const key = findKey(expected.discovered, header)
  const { payload } = await compactVerify(text, await importJWK(key, header.alg))
  const claims: Json = JSON.parse(new TextDecoder().decode(payload))
  checkClaims(claims, expected)
  return { text, header: { ...header }, claims }
}

/** Left half of the digest of what is hashed, for algorithms with SHA-256 (Core §3.3.2.11). */
export const halfHash = (value: string): string =>
  hash('sha256', value, 'buffer').subarray(0, 16).toString('base64url')

/** A hash claim that, if it is there, must fit. */
export const checkHash = (
  { claims }: IdToken,
  name: 'c_hash' | 'at_hash' | 's_hash',
  of: string,
) => {
  if (claims[name] !== undefined) assert.equal(claims[name], halfHash(of), name)
}
