import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mutant } from './mutant.ts'
import { runTests } from './run-tests.ts'

/** How often V8 has run a piece of a source. */
interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
  /** A whole function, not a block of one. */
  readonly of?: 'function'
}

/** What a test file runs of each source, by path, and how long it takes. */
export interface Reach {
  readonly test: string
  readonly took_ms: number
  /** Once for each thread and process that has loaded the source. */
  readonly ranges: Readonly<Record<string, readonly (readonly Range[])[]>>
}

/** A test file that takes longer than this, or needs more than its own process, tries no mutants. */
const SLOWEST_MS = 30_000

/** What a test file reaches of these sources; `undefined` when it fails, or takes too long, without any mutant. */
export async function findReach(
  folder: string,
  quickKeys: string,
  test: string,
  sources: readonly string[],
): Promise<Reach | undefined> {
  const coverage = mkdtempSync(join(folder, 'coverage-'))
  const started = performance.now()
  const { outcome } = await runTests({
    folder,
    files: [test],
    quickKeys,
    timeout_ms: SLOWEST_MS,
    coverage,
  })
  const took_ms = performance.now() - started
  const reach = { test, took_ms, ranges: readRanges(folder, coverage, sources) }
  rmSync(coverage, { recursive: true })
  return outcome === 'passed' ? reach : undefined
}

interface Script {
  readonly url: string
  readonly functions: readonly { readonly ranges: readonly Range[] }[]
}

/** The first range of a function is the whole of it. */
const marked = ({ ranges }: Script['functions'][number]): readonly Range[] =>
  ranges.map((range, nth) => (nth === 0 ? { ...range, of: 'function' } : range))

function readRanges(folder: string, coverage: string, sources: readonly string[]) {
  const byUrl = new Map(sources.map((path) => [pathToFileURL(join(folder, path)).href, path]))
  const found: Record<string, (readonly Range[])[]> = {}
  for (const name of readdirSync(coverage)) {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
      readonly result: readonly Script[]
    }
    for (const { url, functions } of result) {
      const path = byUrl.get(url)
      if (path !== undefined) found[path] = [...(found[path] ?? []), functions.flatMap(marked)]
    }
  }
  return found
}

/** How often a test file runs the place of a mutant: what the smallest piece around it says. */
export const hitsOf = ({ ranges }: Reach, mutant: Mutant): number =>
  Math.max(0, ...(ranges[mutant.file] ?? []).map((ofOne) => countOf(ofOne, mutant)))

/**
 * Whether a test file calls the function of a mutant at least: V8 takes what stands behind an `await` in one arm of a
 * condition for the other arm.
 */
export const mayReach = ({ ranges }: Reach, mutant: Mutant): boolean =>
  (ranges[mutant.file] ?? []).some(
    (ofOne) =>
      countOf(
        ofOne.filter((range) => range.of === 'function'),
        mutant,
      ) > 0,
  )

function countOf(ranges: readonly Range[], { at }: Mutant): number {
  const size = ({ startOffset, endOffset }: Range) => endOffset - startOffset
  const smallest = ranges
    .filter(({ startOffset, endOffset }) => startOffset <= at && at < endOffset)
    .toSorted((one, next) => size(one) - size(next))[0]
  return smallest?.count ?? 0
}
