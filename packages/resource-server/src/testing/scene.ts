import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createVerifier } from '../create-verifier.ts'
import type { IssuerConfig } from '../issuer/issuer-config.ts'
import type { GuardConfig } from '../verifier.ts'

/** What differs from one test's guard to another's. */
export type SceneConfig = GuardConfig & Partial<IssuerConfig>

/*
 * One valid access token, for tests that spoil it in one respect.
 */
export const NOW = 1_700_000_000
export const ISSUER = 'https://op.example.com'
export const AUDIENCE = 'https://api.example.com'

/** A key pair of an issuer, as it signs and as it is published. */
export const createTestKey = async (alg = 'ES256', kid = 'a kid') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' } }
}

/** The issuer's key. */
export const KEY = await createTestKey()

/** Someone else's key, under the issuer's kid. */
export const FOREIGN_KEY = await createTestKey()

type Values = Readonly<Record<string, unknown>>

/** The claims of a valid access token (RFC 9068 §2.2). */
export const CLAIMS = {
  iss: ISSUER,
  sub: '248289761001',
  aud: AUDIENCE,
  exp: NOW + 300,
  iat: NOW,
  jti: 'a jti',
  client_id: 's6BhdRkqt3',
  scope: 'openid read',
} as const

/** An access token that is valid but for what is given; `undefined` takes a value away. */
export const tokenOf = async (
  tampering: { readonly claims?: Values; readonly header?: Values; readonly key?: typeof KEY } = {},
): Promise<string> => {
  const { claims = {}, header = {}, key = KEY } = tampering
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })
    .sign(key.privateKey, { crit: { extension: true } })
}

/** Where the issuer of these tests says what. */
export const ANSWERS: Readonly<Record<string, unknown>> = {
  [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` },
  [`${ISSUER}/jwks`]: { keys: [KEY.jwk] },
}

/** A guard whose issuer gives these answers by URL; `asked` is what it was asked, in order. */
export const createScene = (config: SceneConfig = {}, answers = ANSWERS) => {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    const json = answers[url]
    return json === undefined ? new Response('', { status: 404 }) : Response.json(json)
  }
  const fixed = { issuer: ISSUER, audience: AUDIENCE, now: () => NOW, clock_tolerance: 0, fetch }
  return { api: createVerifier({ ...fixed, ...config }), asked }
}

/** A request with this bearer token. */
export const bearing = (token: string, url = 'https://api.example.com/things') =>
  new Request(url, { headers: { authorization: `Bearer ${token}` } })
