/**
 * How much is drawn where input is generated: `GRYPHON_FUZZ_RUNS` cases for each property, of another seed each time; or, where
 * that is not set, sixty of the same seed, so that a run tells about the code and not about chance.
 */
export const FUZZ: { readonly numRuns: number; readonly seed?: number } =
  process.env.GRYPHON_FUZZ_RUNS === undefined
    ? { numRuns: 60, seed: 20260101 }
    : { numRuns: Number(process.env.GRYPHON_FUZZ_RUNS) }
