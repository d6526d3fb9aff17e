import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readSettings } from './read-settings.ts'
import { settingsTable } from './settings-table.ts'

const pathOf = (path: string) => new URL(`../../../../${path}`, import.meta.url).pathname

test('docs/configuration.md has every setting as it is (else: put the table below into it)', () => {
  const page = readFileSync(pathOf('docs/configuration.md'), 'utf8')
  const table = page.split('\n').filter((line) => line.startsWith('| '))
  const expected = settingsTable()
    .split('\n')
    .filter((line) => line.startsWith('| '))
  assert.equal(table.join('\n'), expected.join('\n'))
})

test('gryphon.example.json can be used', () => {
  const config = pathOf('packages/server/gryphon.example.json')
  const settings = readSettings({ flags: new Map([['config', config]]), env: {} })
  assert.equal(settings.issuer, 'https://login.example.com')
})
