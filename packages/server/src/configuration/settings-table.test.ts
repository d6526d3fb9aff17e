import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readSettings } from './read-settings.ts'
import { settingsTable } from './settings-table.ts'

const pathOf = (path: string) => new URL(`../../../../${path}`, import.meta.url).pathname

/** The rows of a Markdown table; how wide its columns are is the formatter's business. */
const rowsOf = (markdown: string) =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.replaceAll(/ +/g, ' '))

test('docs/configuration.md has every setting as it is (else: put the table below into it)', () => {
  const page = rowsOf(readFileSync(pathOf('docs/configuration.md'), 'utf8'))
  const settings = rowsOf(settingsTable())
  assert.deepEqual(
    page.filter((row) => row.includes('`--') || row.includes('Flag')),
    settings,
  )
})

test('gryphon.example.json can be used', () => {
  const config = pathOf('packages/server/gryphon.example.json')
  const settings = readSettings({ flags: new Map([['config', config]]), env: {} })
  assert.equal(settings.issuer, 'https://login.example.com')
})
