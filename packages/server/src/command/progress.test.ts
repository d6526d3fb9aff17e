import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressOf } from './progress.ts'

const drawn = (isTerminal: boolean) => {
  const lines: string[] = []
  const { reached, end } = progressOf({ status: (line) => lines.push(line), isTerminal }, 1000)
  for (const done of [0, 1, 9, 500, 501, 1000]) reached(done)
  end()
  return lines
}

test('a bar is drawn with each percent, and taken away', () => {
  assert.deepEqual(drawn(true), [
    '░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 %, 0 of 1000',
    '███████████████░░░░░░░░░░░░░░░ 50 %, 500 of 1000',
    '██████████████████████████████ 100 %, 1000 of 1000',
    '',
  ])
})

test('where nobody looks, nothing is drawn', () => {
  assert.deepEqual(drawn(false), [])
})
