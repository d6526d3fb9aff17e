import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showProgress } from './progress.ts'

const drawing = (isTerminal: boolean, total: number) => {
  const drawn: string[] = []
  const draw = (text: string) => void drawn.push(text)
  return { drawn, tell: showProgress({ isTerminal, draw }, 'Tenants', total) }
}

test('a bar is drawn over itself, and ends its line when all is done', () => {
  const { drawn, tell } = drawing(true, 3)
  for (const done of [0, 1, 3]) tell(done)
  assert.deepEqual(drawn, [
    `\rTenants ${'░'.repeat(30)} 0 of 3`,
    `\rTenants ${'█'.repeat(10)}${'░'.repeat(20)} 1 of 3`,
    `\rTenants ${'█'.repeat(30)} 3 of 3\n`,
  ])
})

test('it is drawn once for each hundredth', () => {
  const { drawn, tell } = drawing(true, 5000)
  for (let done = 0; done <= 5000; done += 1) tell(done)
  assert.equal(drawn.length, 101)
})

test('of nothing, all is done', () => {
  const { drawn, tell } = drawing(true, 0)
  tell(0)
  assert.deepEqual(drawn, [`\rTenants ${'█'.repeat(30)} 0 of 0\n`])
})

test('where nobody looks on, nothing is drawn', () => {
  const { drawn, tell } = drawing(false, 3)
  for (const done of [0, 3]) tell(done)
  assert.deepEqual(drawn, [])
})
