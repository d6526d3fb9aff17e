import {
  ARTEFACTS,
  type Artefact,
  artefactsOf,
  type HashClaim,
  RESPONSE_TYPES,
  type ResponseType,
  type SigningAlgorithm,
} from '@gryphon/protocol'
import { hashOf } from '../hash.ts'
import type { ExpectedHash } from './id-token.ts'
import type { Presence } from './rule.ts'

/** The hash claims that an ID Token should have, by claim. */
export type ExpectedHashes = Readonly<Partial<Record<HashClaim, ExpectedHash>>>

/** A hash claim, and what it is made of. */
export interface Hashed {
  readonly claim: HashClaim
  readonly value: string
  readonly presence: Presence
}

/**
 * The hash claims over these values, as the algorithm of the ID Token has them (Core §3.3.2.11).
 */
export const expectedHashes = async (
  alg: SigningAlgorithm,
  hashed: readonly Hashed[],
): Promise<ExpectedHashes> => {
  const hashes: Partial<Record<HashClaim, ExpectedHash>> = {}
  for (const { claim, value, presence } of hashed) {
    const hash = hashOf(alg, value)
    hashes[claim] = { expected: typeof hash === 'string' ? hash : await hash, presence }
  }
  return hashes
}

interface HashedParameter {
  readonly claim: HashClaim
  readonly parameter: (typeof ARTEFACTS)[Artefact]['value']
}

const hashedParametersOf = (type: ResponseType): readonly HashedParameter[] =>
  artefactsOf(type).flatMap((artefact) => {
    const { hash: claim, value: parameter } = ARTEFACTS[artefact]
    return claim === undefined ? [] : [{ claim, parameter }]
  })

const HASHED_PARAMETERS: ReadonlyMap<ResponseType, readonly HashedParameter[]> = new Map(
  RESPONSE_TYPES.map((type) => [type, hashedParametersOf(type)]),
)

/**
 * What an ID Token must hash of the response that it came in: every artefact beside it that has a
 * hash claim.
 */
export const hashedBeside = (
  type: ResponseType,
  parameters: Readonly<Partial<Record<HashedParameter['parameter'], string | undefined>>>,
): readonly Hashed[] => {
  const hashed: Hashed[] = []
  for (const { claim, parameter } of HASHED_PARAMETERS.get(type) ?? []) {
    const value = parameters[parameter]
    if (value !== undefined) hashed.push({ claim, value, presence: 'required' })
  }
  return hashed
}
