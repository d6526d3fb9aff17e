import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { OPERATOR_METADATA } from './metadata.ts'
import { parseClient } from './parse-client.ts'
import { operator } from './registrar.ts'

const PAGE = readFileSync(new URL('../../../../docs/clients.md', import.meta.url), 'utf8')

test('docs/clients.md has every metadata value, what it must be and where that is said, and a meaning', () => {
  const rows = PAGE.split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const known = Object.entries(OPERATOR_METADATA).map(([name, { expected, section }]) => [
    `\`${name}\``,
    expected,
    section,
  ])
  assert.deepEqual(
    rows.map((cells) => cells.slice(0, 3)),
    known,
  )
  assert.ok(rows.every(([, , , meaning = '']) => meaning.length > 10))
})

test('every example of docs/clients.md can be registered by an operator', async () => {
  const examples = [...PAGE.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json = '']) => json)
  assert.equal(examples.length, 5)
  const fetch = async () => assert.fail('nothing is fetched')
  for (const example of examples) {
    const metadata: Readonly<Record<string, unknown>> = JSON.parse(example)
    const described = await parseClient({ ...metadata }, operator(fetch))
    assert.equal(described.client_name, metadata.client_name)
  }
})
