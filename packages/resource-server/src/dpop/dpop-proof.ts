import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose'
import { sha256 } from '../digest.ts'
import { AccessError, type AccessErrorCode, valueText } from '../errors.ts'
import type { JsonObject } from '../fetch-json.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { parseJwt } from '../token/jwt-access-token.ts'
import { normalizeUrl, requestUrl } from './dpop-url.ts'

/** A proof beside what it must prove. */
export interface ProofSubject {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly algorithms: readonly string[]
  readonly method: string
  /** The URL of the request, normalised. */
  readonly url: string | undefined
  /** The digest of the access token (RFC 9449 §4.2). */
  readonly ath: string
  readonly now: number
  readonly lifetime: number
  readonly clock_tolerance: number
}

/** One row: what is wrong with a proof for which `holds` is false. */
interface ProofRule {
  readonly code: AccessErrorCode
  readonly description: string
  readonly holds: (subject: ProofSubject) => boolean
  readonly values?: (subject: ProofSubject) => readonly [expected: unknown, found: unknown]
}

const SECTION = 'RFC 9449 §4.3'

/** A proof that is not good (RFC 9449 §7.1). */
export const invalidProof = (
  code: AccessErrorCode,
  description: string,
  details: {
    readonly expected?: string | undefined
    readonly found?: string | undefined
    readonly cause?: unknown
  } = {},
): AccessError =>
  new AccessError(code, description, {
    status: 401,
    error: 'invalid_dpop_proof',
    section: SECTION,
    scheme: 'DPoP',
    ...details,
  })

/** The members of a private or symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const

/** In base64url: a modulus of 8192 bits, and an exponent of 256 (FIPS 186-5 §A.1.1). */
const LONGEST_MODULUS = 1366
const LONGEST_EXPONENT = 43

/** Whoever makes a proof makes its key too, and an RSA key could cost 50 times as much as any that is in use. */
const isKeyOfUse = ({ header }: ProofSubject): boolean => {
  const { n = '', e = '' } = Object(header.jwk)
  return String(n).length <= LONGEST_MODULUS && String(e).length <= LONGEST_EXPONENT
}

/** What RFC 9449 §4.3 asks of the header, in order; before the signature is looked at. */
const HEADER_RULES: readonly ProofRule[] = [
  {
    code: 'dpop_typ_mismatch',
    description: 'the DPoP proof is a JWT of another type',
    holds: ({ header }) => header.typ === 'dpop+jwt',
    values: ({ header }) => ['dpop+jwt', header.typ],
  },
  {
    code: 'dpop_alg_refused',
    description: 'the algorithm of the DPoP proof is not accepted',
    holds: ({ header, algorithms }) => algorithms.some((alg) => alg === header.alg),
    values: ({ header, algorithms }) => [algorithms.join(' '), header.alg],
  },
  {
    code: 'dpop_crit_unsupported',
    description: 'the DPoP proof asks for something that is not understood',
    holds: ({ header }) => header.crit === undefined,
  },
  {
    code: 'dpop_jwk_private',
    description: 'the DPoP proof shows a private key',
    holds: ({ header }) => PRIVATE.every((name) => !(name in Object(header.jwk))),
  },
  {
    code: 'dpop_jwk_malformed',
    description: 'the key of the DPoP proof is longer than any in use',
    holds: isKeyOfUse,
  },
]

const isRecent = ({ claims: { iat }, now, lifetime, clock_tolerance }: ProofSubject) =>
  typeof iat === 'number' && iat <= now + clock_tolerance && now < iat + lifetime + clock_tolerance

/** What it asks of the claims, in order; once the signature is good. */
const CLAIM_RULES: readonly ProofRule[] = [
  {
    code: 'dpop_jti_missing',
    description: 'the DPoP proof has no jti',
    holds: ({ claims: { jti } }) => typeof jti === 'string' && jti !== '',
  },
  {
    code: 'dpop_htm_mismatch',
    description: 'the DPoP proof is for another method',
    holds: ({ claims, method }) => claims.htm === method,
    values: ({ claims, method }) => [method, claims.htm],
  },
  {
    code: 'dpop_htu_mismatch',
    description: 'the DPoP proof is for another URL',
    holds: ({ claims, url }) => url !== undefined && normalizeUrl(claims.htu) === url,
    values: ({ claims, url }) => [url, normalizeUrl(claims.htu)],
  },
  {
    code: 'dpop_iat_out_of_window',
    description: 'the DPoP proof was not made just now',
    holds: isRecent,
    values: ({ claims, now }) => [`about ${now}`, claims.iat],
  },
  {
    code: 'dpop_ath_mismatch',
    description: 'the DPoP proof is for another access token',
    holds: ({ claims, ath }) => claims.ath === ath,
  },
]

const checkRules = (rules: readonly ProofRule[], subject: ProofSubject): void => {
  const broken = rules.find(({ holds }) => !holds(subject))
  if (broken === undefined) return
  const [expected, found] = broken.values?.(subject) ?? []
  throw invalidProof(broken.code, broken.description, {
    expected: valueText(expected),
    found: valueText(found),
  })
}

const noKey = (cause: unknown) =>
  invalidProof('dpop_jwk_malformed', 'the DPoP proof has no public key', { cause })

/** Looked at before the signature: only a key that the token is bound to is worth its price. */
const checkKey = async ({ header }: ProofSubject, jkt: unknown): Promise<void> => {
  const found = await calculateJwkThumbprint(header.jwk as JWK, 'sha256').catch(
    (cause: unknown) => {
      throw noKey(cause)
    },
  )
  if (found !== jkt)
    throw invalidProof('dpop_jkt_mismatch', 'the access token is bound to another key')
}

const importKey = async (jwk: JWK, alg: string) => {
  try {
    return await importJWK(jwk, alg)
  } catch (cause) {
    throw noKey(cause)
  }
}

const checkSignature = async (proof: string, { header }: ProofSubject) => {
  const key = await importKey(header.jwk as JWK, String(header.alg))
  await compactVerify(proof, key).catch((cause: unknown) => {
    throw invalidProof('dpop_signature_invalid', 'the signature of the DPoP proof is not good', {
      cause,
    })
  })
}

/** A proof that is good but for what must be remembered or agreed: its `jti` and nonce. */
export interface CheckedProof {
  readonly jti: string
  readonly iat: number
  readonly nonce: unknown
}

/** What a proof is checked against. */
export interface ProofExpectation
  extends Pick<ProofSubject, 'algorithms' | 'now' | 'lifetime' | 'clock_tolerance'> {
  readonly request: ApiRequest
  readonly token: string
  /** The thumbprint of the key that the token is bound to (RFC 7638). */
  readonly jkt: unknown
  readonly base_url: string
}

/** The `DPoP` header of a request, checked by RFC 9449 §4.3. Throws `AccessError`. */
export const checkProof = async ({
  request,
  token,
  jkt,
  base_url,
  ...limits
}: ProofExpectation): Promise<CheckedProof> => {
  const proof = request.header('dpop')
  if (proof === undefined) throw invalidProof('dpop_proof_missing', 'a DPoP proof is needed')
  const parsed = proof.length > LONGEST_PROOF ? undefined : parseJwt(proof)
  if (parsed === undefined)
    throw invalidProof('dpop_proof_malformed', 'the DPoP header is not one signed JWT')
  const url = requestUrl(base_url, request.url)
  const subject = { ...limits, ...parsed, url, method: request.method, ath: await sha256(token) }
  checkRules(HEADER_RULES, subject)
  await checkKey(subject, jkt)
  await checkSignature(proof, subject)
  checkRules(CLAIM_RULES, subject)
  const { jti, iat, nonce } = parsed.claims
  return { jti: String(jti), iat: Number(iat), nonce }
}

/** Longer ones are not looked at. */
const LONGEST_PROOF = 8192
