import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Mutant, Trial } from './mutation/mutant.ts'
import { reportOf } from './mutation/report.ts'
import { outdated, scoreOf, unexplained } from './mutation/score.ts'
import { sourcesOf, TARGETS, type TargetName } from './mutation/targets.ts'

const DOCUMENT = readFileSync('docs/mutation.md', 'utf8')

const README: Readonly<Partial<Record<TargetName, string>>> = {
  client: 'packages/client/README.md',
  guard: 'packages/resource-server/README.md',
}

/** The row of all folders, in the section of a target. */
const rowOfAll = (name: TargetName) => {
  const [, section = ''] = DOCUMENT.split(`<!-- target: ${name} -->`)
  const [, mutants, tried, noticed, , score] =
    /\*\*all\*\* \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| ([\d.]+) %/.exec(section) ?? []
  return { mutants, tried, noticed, score }
}

for (const [name, path] of Object.entries(README))
  test(`${path} says the score that docs/mutation.md has`, () => {
    const { mutants, tried, noticed, score } = rowOfAll(name as TargetName)
    assert.equal(tried, mutants, 'every mutant was tried')
    const told = `${noticed} of ${mutants} mutants (${score} %)`
    assert.ok(readFileSync(path, 'utf8').includes(told), told)
    assert.ok(Number(score) >= TARGETS[name as TargetName].least_score)
  })

for (const { name, accepted } of Object.values(TARGETS))
  test(`every explained survivor of the ${name} is of a line that is there`, () => {
    for (const { file, line } of accepted)
      assert.ok(
        readFileSync(file, 'utf8')
          .split('\n')
          .some((each) => each.trim().startsWith(line)),
        `${file}: ${line}`,
      )
  })

for (const name of ['client', 'guard'] as const)
  test(`mutants of the ${name} are made of all that checks, and of no test`, () => {
    const sources = sourcesOf(TARGETS[name])
    assert.ok(sources.length > 20)
    assert.ok(
      sources.every((path) => !/\.test\.ts$|\/(testing|adapters)\/|\/index\.ts$/.test(path)),
    )
  })

const mutant = (line: number): Mutant => ({
  file: 'packages/client/src/check.ts',
  start: line,
  end: line + 1,
  at: line,
  line,
  context: `line ${line}`,
  original: 'true',
  replacement: 'false',
  operator: 'boolean',
})

const TRIALS: readonly Trial[] = [
  { mutant: mutant(1), fate: 'killed' },
  { mutant: mutant(2), fate: 'timed_out', alone: true },
  { mutant: mutant(3), fate: 'survived' },
  { mutant: mutant(4), fate: 'unreached' },
]

test('what a test noticed counts, by a failure or an endless wait; what survived has to be explained', () => {
  assert.equal(scoreOf(TRIALS), 50)
  assert.equal(scoreOf([]), 0)
  const { file } = mutant(3)
  const explained = { file, line: 'line 3', change: 'true → false', why: 'a reason' }
  assert.deepEqual(unexplained([explained], TRIALS), [mutant(4)])
  const old = { ...explained, line: 'line 1' }
  assert.deepEqual(outdated([explained, old], TRIALS), [old])
})

test('a report writes the section of its own target, and leaves the others as they are', () => {
  const run = {
    target: TARGETS.client,
    mutants: TRIALS.map(({ mutant }) => mutant),
    trials: TRIALS,
  }
  const before = '# Mutation run\n\nthe engine\n\n<!-- target: guard -->\n\nthe guard\n'
  const after = reportOf(run, before)
  assert.match(
    after,
    /^# Mutation run\n\nthe engine\n\n<!-- target: client -->\n\n## `@gryphon\/client`/,
  )
  assert.match(after, /\*\*all\*\* \| 4 \| 4 \| 2 \| 2 \| 50\.0 %/)
  assert.match(
    after,
    /check\.ts:4` ``true`` → ``false`` \(no test runs it\): \*\*not explained yet\*\*/,
  )
  assert.ok(after.endsWith('\n\n<!-- target: guard -->\n\nthe guard\n'))
  assert.equal(reportOf(run, after), after)
})
