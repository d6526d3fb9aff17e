import { relative } from 'node:path'
import { type EventData, run } from 'node:test'
import { parseArgs } from 'node:util'
import { engineTests } from './runner/engine-tests.ts'

const USAGE = `npm run coverage [-- options]

  --missing      show each branch that no test takes
  TEXT…          only test files whose path contains one of these texts (then there is no least)`

const PACKAGES = ['packages/protocol', 'packages/provider'] as const
const LEAST_BRANCHES = 95

const INCLUDED = PACKAGES.map((folder) => `${folder}/src/**/*.ts`)
/** Tests, and what tests are made of. */
const EXCLUDED = [
  '**/*.test.ts',
  'packages/provider/src/testing/**',
  'packages/provider/src/store/store-contract.ts',
  'packages/provider/src/store/contract/**',
]

const FILES_AT_A_TIME = 2

type FileCoverage = EventData.TestCoverage['summary']['files'][number]

/** Counts that add up: taken of all. */
interface Counts {
  readonly branches: readonly [taken: number, all: number]
  readonly lines: readonly [taken: number, all: number]
}

const ZERO: Counts = { branches: [0, 0], lines: [0, 0] }

const countsOf = (file: FileCoverage): Counts => ({
  branches: [file.coveredBranchCount, file.totalBranchCount],
  lines: [file.coveredLineCount, file.totalLineCount],
})

const add = (one: Counts, other: Counts): Counts => ({
  branches: [one.branches[0] + other.branches[0], one.branches[1] + other.branches[1]],
  lines: [one.lines[0] + other.lines[0], one.lines[1] + other.lines[1]],
})

const sumOf = (files: readonly FileCoverage[]) => files.map(countsOf).reduce(add, ZERO)

const percent = ([taken, all]: readonly [number, number]) => (all === 0 ? 100 : (100 * taken) / all)

const pathOf = ({ path }: FileCoverage) => relative(process.cwd(), path)

/** The folder of a file: a package, or a room of it. */
const roomOf = (file: FileCoverage) =>
  pathOf(file).split('/').slice(1, -1).slice(0, 3).join('/').replace('/src', '')

async function measure(files: readonly string[]) {
  const stream = run({
    files: [...files],
    concurrency: FILES_AT_A_TIME,
    coverage: true,
    coverageIncludeGlobs: INCLUDED,
    coverageExcludeGlobs: EXCLUDED,
  })
  let covered: readonly FileCoverage[] = []
  let failed = 0
  stream.on('test:coverage', ({ summary }) => {
    covered = summary.files
  })
  stream.on('test:fail', ({ name, file, details }) => {
    if ('failureType' in details.error && details.error.failureType === 'subtestsFailed') return
    failed += 1
    console.log(`✖ ${relative(process.cwd(), file ?? '')}: ${name}`)
  })
  stream.on('test:summary', ({ file, duration_ms }) => {
    if (file !== undefined)
      console.log(`  ${relative(process.cwd(), file)} (${(duration_ms / 1000).toFixed(1)} s)`)
  })
  for await (const _ of stream);
  return { covered, failed }
}

function showRow(name: string, { branches, lines }: Counts): void {
  const cell = (counts: readonly [number, number]) =>
    `${percent(counts).toFixed(1).padStart(6)} % ${`(${counts[0]}/${counts[1]})`.padEnd(12)}`
  console.log(`${name.padEnd(34)} branches ${cell(branches)} lines ${cell(lines)}`)
}

function showMissing(file: FileCoverage): void {
  const missing = file.branches.filter(({ count }) => count === 0).map(({ line }) => line)
  if (missing.length > 0) console.log(`  ${pathOf(file)}: ${missing.join(', ')}`)
}

/** Shows what was covered, by room and by package, and tells whether it is enough. */
function show(covered: readonly FileCoverage[]): boolean {
  for (const room of [...new Set(covered.map(roomOf))].sort())
    showRow(room, sumOf(covered.filter((file) => roomOf(file) === room)))
  console.log()
  return PACKAGES.map((folder) => {
    const sum = sumOf(covered.filter((file) => pathOf(file).startsWith(`${folder}/`)))
    showRow(folder, sum)
    return percent(sum.branches) > LEAST_BRANCHES
  }).every(Boolean)
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      missing: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) return console.log(USAGE)
  const isPart = positionals.length > 0
  const files = engineTests().filter(
    (path) => !isPart || positionals.some((text) => path.includes(text)),
  )
  const { covered, failed } = await measure(files)
  const enough = show(covered)
  if (values.missing) covered.forEach(showMissing)
  if (!enough && !isPart) console.log(`\nfewer than ${LEAST_BRANCHES} % of the branches`)
  process.exitCode = failed === 0 && (enough || isPart) ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error)
  console.error(USAGE)
  process.exitCode = 2
})
