import type { SigningAlgorithm } from '@gryphon/protocol'
import type { ReplayStore } from './replay-store.ts'

/** How an API checks DPoP proofs (RFC 9449). */
export interface DpopConfig {
  /** The API as its clients see it: `htu` begins with it. Never taken from the request's `Host`. */
  readonly base_url: string
  /** Whether tokens that are not bound to a key are good too; `accept`. */
  readonly unbound?: 'accept' | 'refuse'
  /** What proofs may be signed with; every algorithm that Gryphon knows. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** For how many seconds a proof is good; 60. */
  readonly proof_lifetime?: number
  /** Asks for a nonce in every proof (RFC 9449 §9). */
  readonly nonce?: DpopNonceConfig
  /** Where used proofs are remembered; in this process. */
  readonly replay?: ReplayStore
}

/** Nonces of which nothing is stored: they tell their own age. */
export interface DpopNonceConfig {
  /** 32 octets that all nodes of the API share; random ones of this process when left out. */
  readonly secret?: Uint8Array
  /** For how many seconds a nonce is good; 300. */
  readonly lifetime?: number
}
