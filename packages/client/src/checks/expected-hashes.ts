import {
  ARTEFACTS,
  type Artefact,
  artefactsOf,
  type HashClaim,
  type ResponseType,
  type SigningAlgorithm,
} from '@gryphon/protocol'
import { hashOf } from '../hash.ts'
import type { ExpectedHash } from './id-token.ts'
import type { Presence } from './rule.ts'

/** The hash claims that an ID Token should have, by claim. */
export type ExpectedHashes = Readonly<Partial<Record<HashClaim, ExpectedHash>>>

/** What a hash claim is made of. */
export interface Hashed {
  readonly value: string
  readonly presence: Presence
}

/**
 * The hash claims over these values, as the algorithm of the ID Token has them (Core §3.3.2.11).
 */
export const expectedHashes = async (
  alg: SigningAlgorithm,
  hashed: Readonly<Partial<Record<HashClaim, Hashed>>>,
): Promise<ExpectedHashes> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(hashed).map(async ([claim, { value, presence }]) => {
        return [claim, { expected: await hashOf(alg, value), presence }] as const
      }),
    ),
  )

/**
 * What an ID Token must hash of the response that it came in: every artefact beside it that has a
 * hash claim.
 */
export const hashedBeside = (
  type: ResponseType,
  responded: (artefact: Artefact) => string | undefined,
): Readonly<Partial<Record<HashClaim, Hashed>>> =>
  Object.fromEntries(
    artefactsOf(type).flatMap((artefact) => {
      const value = responded(artefact)
      const claim = ARTEFACTS[artefact].hash
      return claim === undefined || value === undefined
        ? []
        : [[claim, { value, presence: 'required' }]]
    }),
  )
