import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createMetrics } from './metrics.ts'

const cellsOf = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/** The rows of docs/operate.md that are about metrics of ours. */
const DOCUMENTED = readFileSync('docs/operate.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `gryphon_'))
  .map(cellsOf)

test('docs/operate.md has every metric as it is: its name, kind and meaning', async () => {
  const text = await createMetrics().text()
  const told = [...text.matchAll(/^# HELP (gryphon_\w+) (.*)\n# TYPE \w+ (\w+)$/gm)].map(
    ([, name, help = '', kind = '']) => [`\`${name}\``, kind, help],
  )
  assert.deepEqual(DOCUMENTED, told)
  assert.ok(told.length > 15)
})

test('a metric of what is counted ends in _total, one of time in _seconds (Prometheus: metric and label naming)', () => {
  for (const [name = '', kind = ''] of DOCUMENTED) {
    assert.equal(kind === 'counter', name.endsWith('_total`'), name)
    assert.equal(kind === 'histogram', name.endsWith('_seconds`'), name)
  }
})

test('what fails is timed and counted too, and fails as it did', async () => {
  const metrics = createMetrics()
  const broken = metrics.storeOperation('findGrant', async () => {
    throw new Error('gone')
  })
  await assert.rejects(broken, { message: 'gone' })
  const text = await metrics.text()
  for (const series of [
    'gryphon_store_operation_duration_seconds_count{operation="findGrant"} 1',
    'gryphon_store_operation_failures_total{operation="findGrant"} 1',
  ])
    assert.ok(text.includes(`\n${series}\n`), series)
})
