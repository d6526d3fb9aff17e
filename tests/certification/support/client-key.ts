import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** A key pair of a client. */
export interface ClientKey {
  readonly privateKey: CryptoKey
  readonly publicJwk: Readonly<Record<string, unknown>>
}

/** Makes an RSA key of a client; without `kid`, as the suite's are. */
export const newClientKey = async (kid?: string): Promise<ClientKey> => {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const publicJwk = { ...(await exportJWK(publicKey)), use: 'sig', alg: 'RS256' }
  return { privateKey, publicJwk: kid === undefined ? publicJwk : { ...publicJwk, kid } }
}

/** The key of the clients that have no other. */
export const CLIENT_KEY = await newClientKey()

/** Its public half, as clients register it. */
export const CLIENT_JWKS = { keys: [CLIENT_KEY.publicJwk] }

/** Signs a JWT with a client's key, RS256. */
export const signed = (
  claims: JWTPayload,
  { privateKey, publicJwk }: ClientKey = CLIENT_KEY,
): Promise<string> => {
  const { kid } = publicJwk
  const header = typeof kid === 'string' ? { alg: 'RS256', kid } : { alg: 'RS256' }
  return new SignJWT(claims).setProtectedHeader(header).sign(privateKey)
}
