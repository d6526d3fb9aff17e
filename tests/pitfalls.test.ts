import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const ROWS = readFileSync('docs/pitfalls.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, name = '', , version = ''] = line.split('|').map((cell) => cell.trim())
    return /^\d+$/.test(number ?? '') ? [{ number: Number(number), name, version }] : []
  })

const TESTS = globSync(['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'])
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

/** A name may bear several numbers: `PITFALLS 3, 4: …`. */
const TESTED = new Set(
  [...TESTS.matchAll(/PITFALLS ([\d, ]+):/g)].flatMap(([, numbers = '']) =>
    numbers.split(',').map(Number),
  ),
)

test('docs/pitfalls.md has every row', () => {
  assert.deepEqual(
    ROWS.map(({ number }) => number),
    Array.from({ length: 33 }, (_, index) => index + 1),
  )
})

for (const { number, name } of ROWS.filter(({ version }) => version.endsWith('yes')))
  test(`row ${number}, ${name}, has a test that bears its number`, () => {
    assert.ok(TESTED.has(number), `no test is named 'PITFALLS ${number}: …'`)
  })
