/** Mutants that survive and why they may: `mutant` is what `keyOf` tells of them. */
export interface Accepted {
  readonly mutant: string
  readonly why: string
}

/** Every survivor that was looked at. */
export const ACCEPTED: readonly Accepted[] = []
