import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressOf } from './progress.ts'

const drawn = (
  total: number,
  steps: Iterable<number>,
  { isTerminal }: { readonly isTerminal: boolean } = { isTerminal: true },
) => {
  const lines: string[] = []
  const world = { status: (line: string) => lines.push(line), isTerminal }
  const { reached, end } = progressOf(world, 'Records', total)
  for (const done of steps) reached(done)
  end()
  return lines
}

test('a bar is drawn with each percent, and taken away', () => {
  assert.deepEqual(drawn(1000, [0, 1, 9, 500, 501, 1000]), [
    'Records ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 %, 0 of 1000',
    'Records ███████████████░░░░░░░░░░░░░░░ 50 %, 500 of 1000',
    'Records ██████████████████████████████ 100 %, 1000 of 1000',
    '',
  ])
})

test('of many, it is drawn once for each percent', () => {
  assert.equal(drawn(5000, Array.from({ length: 5001 }).keys()).length, 101 + 1)
})

test('of nothing, all is done', () => {
  assert.deepEqual(drawn(0, [0]), ['Records ██████████████████████████████ 100 %, 0 of 0', ''])
})

test('where nobody looks, nothing is drawn', () => {
  assert.deepEqual(drawn(1000, [0, 500, 1000], { isTerminal: false }), [])
})
