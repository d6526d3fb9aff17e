import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CHECKS } from './runner/checks.ts'
import { runCheck } from './runner/run-check.ts'
import { runTests } from './runner/run-tests.ts'
import { add, type Tally, ZERO } from './runner/tally.ts'
import { filesWith, testFiles } from './runner/test-files.ts'

const USAGE = `npm test [-- options]

  --only unit|e2e|browser|slow   only this group of tests, and no checks
  --grep PATTERN                 only tests whose name matches
  FILE…                          only files whose path contains one of these texts`

/** One after the other, but for what waits more than it works: that begins first and runs beside. */
const GROUPS = ['unit', 'e2e', 'browser'] as const
const BESIDE = 'slow'

const readArguments = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      grep: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const { only } = values
  if (only !== undefined && ![...GROUPS, BESIDE].some((group) => group === only))
    throw new Error(`--only takes unit, e2e, browser or slow, not '${only}'`)
  return { ...values, paths: positionals }
}

const total = async (args: ReturnType<typeof readArguments>): Promise<Tally> => {
  const { only, grep, paths } = args
  const isWhole = only === undefined && grep === undefined && paths.length === 0
  const isWanted = (group: string) => only === undefined || only === group
  const all = [BESIDE, ...GROUPS].flatMap((group) => testFiles(group, paths))
  const named = new Set(grep === undefined ? all : filesWith(all, grep))
  const filesOf = (group: string) => testFiles(group, paths).filter((path) => named.has(path))
  const run = (group: string) => runTests(group, isWanted(group) ? filesOf(group) : [], grep)
  const beside = run(BESIDE)
  let tally = ZERO
  for (const check of isWhole ? CHECKS : []) tally = add(tally, await runCheck(check))
  for (const group of GROUPS) tally = add(tally, await run(group))
  return add(tally, await beside)
}

/** What a file of ours is compiled to is kept for the next process that needs it: each test file is one. */
const keepCompiled = () => {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('artifacts/compiled', import.meta.url))
}

const main = async () => {
  const args = readArguments()
  keepCompiled()
  if (args.help === true) return console.log(USAGE)
  const started = performance.now()
  const { passed, failed, skipped } = await total(args)
  console.log(`\nin ${((performance.now() - started) / 1000).toFixed(1)} s, ${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  console.error(USAGE)
  process.exitCode = 2
})
