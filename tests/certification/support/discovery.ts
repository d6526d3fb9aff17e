import assert from 'node:assert/strict'
import type { JWK } from 'jose'
import { type Json, jsonOf, listIn, send, textIn } from './http.ts'

/** What the provider says of itself, and its keys. */
export interface Discovered {
  readonly metadata: Json
  readonly keys: readonly JWK[]
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Kinds of keys that the suite knows: any other is a warning in every module. */
// biome-ignore format: a table
const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  EC:  ['ES256', 'ES384', 'ES512'],
  OKP: ['EdDSA', 'Ed25519'],
}
const KNOWN_CURVES = [undefined, 'P-256', 'P-384', 'P-521', 'Ed25519']

const isBase64url = (text: unknown) => typeof text === 'string' && /^[\w-]+$/.test(text)

// biome-ignore format: a table
const MEMBERS: Readonly<Record<string, readonly (keyof JWK)[]>> = { RSA: ['n', 'e'], EC: ['x', 'y'], OKP: ['x'] }

const checkKey = (key: JWK) => {
  const about = JSON.stringify(key)
  for (const name of PRIVATE_MEMBERS) assert.equal(name in key, false, `${name} is private`)
  assert.ok(typeof key.kid === 'string' && key.kid !== '', about)
  assert.ok(KNOWN_KEYS[key.kty ?? '']?.includes(key.alg ?? ''), about)
  assert.ok(KNOWN_CURVES.includes(key.crv), about)
  assert.equal(key.use, 'sig')
  for (const member of MEMBERS[key.kty ?? ''] ?? []) assert.ok(isBase64url(key[member]), about)
}

const fetchKeys = async (jwks_uri: string): Promise<readonly JWK[]> => {
  const answer = await send(jwks_uri)
  assert.equal(answer.status, 200)
  const { keys } = jsonOf(answer)
  assert.ok(Array.isArray(keys) && keys.length > 0)
  for (const key of keys) checkKey(key)
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length, 'every kid is another')
  return keys
}

/** Reads what the provider says of itself: 200, JSON, at the address itself; and its keys, public, each with a kid. */
export const discover = async (issuer: string): Promise<Discovered> => {
  const answer = await send(`${issuer}/.well-known/openid-configuration`)
  assert.equal(answer.status, 200)
  const metadata = jsonOf(answer)
  assert.equal(textIn(metadata, 'issuer'), issuer)
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
    assert.ok(URL.canParse(textIn(metadata, name)), name)
  return { metadata, keys: await fetchKeys(textIn(metadata, 'jwks_uri')) }
}

/** Whether the method is advertised; absent is client_secret_basic alone (Discovery §3). */
export const checkMethodIsAdvertised = ({ metadata }: Discovered, method: string) => {
  const name = 'token_endpoint_auth_methods_supported'
  const methods = name in metadata ? listIn(metadata, name) : ['client_secret_basic']
  assert.ok(methods.includes(method), methods.join(', '))
}
