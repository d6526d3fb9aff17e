import { createPublicKey } from 'node:crypto'
import type { Jwks } from '@gryphon/protocol'
import { isLightKey } from '../model/rsa-key.ts'
import type { Kind } from './value.ts'

/** Members of a JWK that only its owner may have (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Key types and curves that Gryphon understands; others are left to those who do (RFC 7517 §5). */
const CURVES: Readonly<Record<string, readonly string[] | undefined>> = {
  RSA: undefined,
  EC: ['P-256', 'P-384', 'P-521'],
  OKP: ['Ed25519'],
}

const SMALLEST_RSA = 2048
const MOST_KEYS = 50

type Jwk = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Jwk =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members are text, numbers, or lists of text (RFC 7517 §4): nothing that goes deep. */
const isMember = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'))

const isUnderstood = ({ kty, crv }: Jwk): boolean => {
  if (typeof kty !== 'string' || !Object.hasOwn(CURVES, kty)) return false
  const curves = CURVES[kty]
  return curves === undefined || curves.some((curve) => curve === crv)
}

/** Whether a key can be used at all: a point on its curve, a modulus of 2048 bits or more (RFC 7518 §3.3). */
function isUsable(jwk: Jwk): boolean {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    return (asymmetricKeyDetails?.modulusLength ?? SMALLEST_RSA) >= SMALLEST_RSA
  } catch {
    return false
  }
}

const isPublicKey = (jwk: unknown): jwk is Jwk =>
  isObject(jwk) &&
  typeof jwk.kty === 'string' &&
  Object.values(jwk).every(isMember) &&
  !PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name)) &&
  (!isUnderstood(jwk) || (isLightKey(jwk) && isUsable(jwk)))

/** A JWK Set with public keys and nothing else (Dynamic Registration §2). */
export const publicJwks: Kind<Jwks> = {
  isHidden: true,
  expected: `a JWK Set of 1 to ${MOST_KEYS} public keys, without private members, RSA of 2048 to 4096 bits`,
  parse: (value) => {
    const keys = isObject(value) ? value.keys : undefined
    return Array.isArray(keys) &&
      keys.length > 0 &&
      keys.length <= MOST_KEYS &&
      keys.every(isPublicKey)
      ? { keys }
      : undefined
  },
}
