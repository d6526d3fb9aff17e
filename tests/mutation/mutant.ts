/** One small change of one file: what stands between `start` and `end` becomes `replacement`. */
export interface Mutant {
  /** Path in the repository. */
  readonly file: string
  readonly start: number
  readonly end: number
  /** Where the expression begins that it is part of: who runs that, runs the mutant. */
  readonly at: number
  readonly line: number
  /** That line. */
  readonly context: string
  readonly original: string
  readonly replacement: string
  /** The row of the table that made it. */
  readonly operator: string
}

/** What came of a mutant: `killed` and `timed_out` were noticed; `unreached` is one that no test runs. */
export type Fate = 'killed' | 'timed_out' | 'survived' | 'unreached'

/** A mutant that was tried. `killer` is the test file that noticed it. */
export interface Trial {
  readonly mutant: Mutant
  readonly fate: Fate
  readonly killer?: string
  /** Tried once more with nothing beside it, and much more time: then `timed_out` is an endless wait. */
  readonly alone?: true
}

/** What a mutant changes, in one line: `=== → !==`. */
export const changeOf = ({ original, replacement }: Mutant): string =>
  `${oneLine(original)} → ${oneLine(replacement)}`

/** The same text without line breaks and runs of spaces. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Puts a mutant into the source it was made from. */
export const mutate = (source: string, { start, end, replacement }: Mutant): string =>
  source.slice(0, start) + replacement + source.slice(end)
