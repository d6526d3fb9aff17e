import { CompactEncrypt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { ClientMetadata } from '../metadata.ts'
import { CLIENT_ID, KEY, NOW, type Tampering } from './scene.ts'
import { ISSUER } from './tiny-op.ts'

type Values = Readonly<Record<string, unknown>>

/** The key pair of the client, as it decrypts and as the OP encrypts. */
export const createClientKey = async (alg: string, kid = 'client') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid, use: 'enc' }
  const encrypt = (text: string, header: Values = {}) =>
    new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg, enc: 'A128CBC-HS256', kid, ...header })
      .encrypt(publicKey, { crit: { extension: true } })
  return { alg, jwk, privateKey, publicKey, encrypt }
}

/** The client's key in tests. */
export const CLIENT_KEY = await createClientKey('RSA-OAEP-256')

/** A key that the client does not have, under its kid. */
export const FOREIGN_CLIENT_KEY = await createClientKey('RSA-OAEP-256')

/** What a client registers to get encrypted responses in JWT form. */
export const ENCRYPTED_RESPONSES = {
  authorization_encrypted_response_alg: 'RSA-OAEP-256',
  decryption_keys: [CLIENT_KEY.jwk],
} as const satisfies Partial<ClientMetadata>

/** What a client registers to get encrypted ID Tokens. */
export const ENCRYPTED_ID_TOKENS = {
  id_token_encrypted_response_alg: 'RSA-OAEP-256',
  decryption_keys: [CLIENT_KEY.jwk],
} as const satisfies Partial<ClientMetadata>

/** The claims of a response in JWT form beside the parameters (JARM §2.1). */
const JWT_CLAIMS = { iss: ISSUER, aud: CLIENT_ID, exp: NOW + 600 }

/** A response in JWT form, valid unless it is tampered with (JARM §2.1). */
export const jwtOf = async (
  parameters: URLSearchParams,
  { claims = {}, header = {}, key = KEY }: Tampering = {},
): Promise<string> => {
  const all = { ...JWT_CLAIMS, ...Object.fromEntries(parameters), ...claims }
  const present = Object.entries(all).filter(([, value]) => value !== undefined)
  return key.sign(Object.fromEntries(present), header)
}

/** The parameters that a browser brings with it. */
export const inJwtForm = (response: string) => new URLSearchParams({ response })

/** A JWT with a shared secret: an OP's public key, which everybody has (RFC 8725 §2.1). */
export const macWithPublicKey = (claims: Values): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: KEY.jwk.kid ?? '' })
    .sign(new TextEncoder().encode(JSON.stringify(KEY.jwk)))

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT that nobody signed. */
export const unsigned = (claims: Values) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`
