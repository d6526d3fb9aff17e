import { SignJWT } from 'jose'
import { createVerifier } from '../create-verifier.ts'
import type { AccessErrorCode } from '../errors.ts'
import type { VerifierConfig } from '../verifier.ts'
import { createTestKey, NOW } from './scene.ts'

type Values = Readonly<Record<string, unknown>>

/** An identity platform as its documents describe it: its metadata, its keys, its tokens. */
export interface Platform {
  /** The header that its tokens have beside `alg` and `kid`. */
  readonly header: Values
  /** What it answers, by URL; `jwks` stands for its keys. */
  readonly answers: Readonly<Record<string, unknown>>
}

/** The key of a platform: RS256, as all of them sign. */
export const PLATFORM_KEY = await createTestKey('RS256', 'platform key')

/** A token of a platform. */
export const signedBy = ({ header }: Platform, claims: Values, key = PLATFORM_KEY) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey)

/** A guard with this configuration, in a world where there is only this platform. */
export const guardFor = ({ answers }: Platform, config: VerifierConfig) => {
  const fetch = async (url: string) => {
    const answer = answers[url]
    if (answer === undefined) return new Response('', { status: 404 })
    return Response.json(answer === 'jwks' ? { keys: [PLATFORM_KEY.jwk] } : answer)
  }
  return createVerifier({ ...config, now: () => NOW, fetch })
}

/** A token that must be refused, and why. */
export type Refused = readonly [what: string, claims: Values, code: AccessErrorCode]
