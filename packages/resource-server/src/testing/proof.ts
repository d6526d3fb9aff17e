import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { NOW } from './scene.ts'

/*
 * One valid DPoP proof (RFC 9449 §4.2), for tests that spoil it in one respect.
 */
export const PROOF_URL = 'https://api.example.com/things'

/** A key pair of a client. */
export const createProofKey = async (alg = 'ES256') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const private_jwk = await exportJWK(privateKey)
  return { alg, privateKey, jwk, private_jwk, jkt: await calculateJwkThumbprint(jwk, 'sha256') }
}

/** The client's key. */
export const PROOF_KEY = await createProofKey()

type Values = Readonly<Record<string, unknown>>

/** RFC 9449 §4.2 `ath`, by another way than the guard's. */
const athOf = (token: string) => createHash('sha256').update(token).digest('base64url')

/** A proof for this access token that is valid but for what is given; `undefined` takes away. */
export const proofOf = async (
  token: string,
  tampering: {
    readonly claims?: Values
    readonly header?: Values
    readonly key?: typeof PROOF_KEY
  } = {},
): Promise<string> => {
  const { claims = {}, header = {}, key = PROOF_KEY } = tampering
  const valid = { jti: randomUUID(), htm: 'GET', htu: PROOF_URL, iat: NOW, ath: athOf(token) }
  return new SignJWT({ ...valid, ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header })
    .sign(key.privateKey, { crit: { extension: true } })
}

/** A request with this token and proof. */
export const proving = (token: string, proof: string | undefined, scheme = 'DPoP') =>
  new Request(PROOF_URL, {
    headers: {
      authorization: `${scheme} ${token}`,
      ...(proof === undefined ? {} : { dpop: proof }),
    },
  })
