import { SIGNING_ALGORITHMS } from '@gryphon/protocol'
import { sha256 } from '../digest.ts'
import { AccessError } from '../errors.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { DpopConfig } from './dpop-config.ts'
import { createNonces, type Nonces } from './dpop-nonce.ts'
import { checkProof, invalidProof } from './dpop-proof.ts'
import { type Claim, memoryReplay, type ReplayStore } from './replay-store.ts'

/** A request with a token that is bound to the key of this thumbprint (RFC 9449 §6.1). */
export interface DpopBound {
  readonly request: ApiRequest
  readonly token: string
  readonly jkt: unknown
}

/** What checks proofs, and tells the nonce that the answer must bring, if any. */
export interface ProofChecker {
  readonly algorithms: readonly string[]
  readonly unbound: 'accept' | 'refuse'
  /** Throws `AccessError`. */
  check(bound: DpopBound): Promise<string | undefined>
}

/** What proofs are checked with. */
export interface ProofTools {
  readonly now: () => number
  readonly random: (octets: number) => Uint8Array
  readonly clock_tolerance: number
}

const LIFETIME = 60
const NONCE_LIFETIME = 300

const wantsNonce = async (nonces: Nonces, code: 'dpop_nonce_missing' | 'dpop_nonce_invalid') =>
  new AccessError(code, 'the DPoP proof must have the nonce of the DPoP-Nonce header', {
    status: 401,
    error: 'use_dpop_nonce',
    section: 'RFC 9449 §9',
    scheme: 'DPoP',
    dpop_nonce: await nonces.current(),
  })

/** The nonce that the answer brings where the client's is old (RFC 9449 §8.2). */
const checkNonce = async (nonces: Nonces, nonce: unknown): Promise<string | undefined> => {
  if (typeof nonce !== 'string') throw await wantsNonce(nonces, 'dpop_nonce_missing')
  const judgement = await nonces.judge(nonce)
  if (judgement === 'invalid') throw await wantsNonce(nonces, 'dpop_nonce_invalid')
  return judgement === 'old' ? nonces.current() : undefined
}

const unavailable = (cause?: unknown) =>
  new AccessError('replay_store_unavailable', 'the DPoP proof cannot be remembered now', {
    status: 503,
    section: 'RFC 9449 §11.1',
    scheme: 'DPoP',
    retry_after: 5,
    cause,
  })

const claim = async (replay: ReplayStore, proof: string, expires_at: number) => {
  let outcome: Claim
  try {
    outcome = await replay.claimOnce(await sha256(proof), expires_at)
  } catch (cause) {
    throw unavailable(cause)
  }
  if (outcome === 'full') throw unavailable()
  if (outcome !== 'claimed') throw invalidProof('dpop_replayed', 'the DPoP proof was used before')
}

const noncesOf = ({ nonce }: DpopConfig, { now, random }: ProofTools): Nonces | undefined =>
  nonce === undefined
    ? undefined
    : createNonces(nonce.secret ?? random(32), { now, lifetime: nonce.lifetime ?? NONCE_LIFETIME })

/** Checks the proofs of one API, each but once (RFC 9449 §7). */
export const createProofChecker = (config: DpopConfig, tools: ProofTools): ProofChecker => {
  const { base_url, proof_lifetime: lifetime = LIFETIME, unbound = 'accept' } = config
  const { algorithms = Object.keys(SIGNING_ALGORITHMS) } = config
  const { now, clock_tolerance } = tools
  const replay = config.replay ?? memoryReplay({ now })
  const nonces = noncesOf(config, tools)
  return {
    algorithms,
    unbound,
    async check({ request, token, jkt }) {
      const limits = { algorithms, now: now(), lifetime, clock_tolerance, base_url }
      const proof = await checkProof({ ...limits, request, token, jkt })
      const next = nonces === undefined ? undefined : await checkNonce(nonces, proof.nonce)
      await claim(replay, `${jkt}.${proof.jti}`, Math.ceil(proof.iat) + lifetime + clock_tolerance)
      return next
    },
  }
}
