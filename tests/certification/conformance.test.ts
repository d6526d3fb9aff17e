import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { testsOf } from './plan.ts'
import { PLANS } from './plans.ts'
import { conformancePage, withoutRun } from './report.ts'

const PAGE = new URL('../../docs/conformance.md', import.meta.url)

test('docs/conformance.md has every row as it is, each passed (else: npm run conformance)', () => {
  const page = conformancePage(() => 'passed', { date: '', version: '' })
  assert.equal(withoutRun(readFileSync(PAGE, 'utf8')), withoutRun(page))
})

test('every test of a plan has a name of its own', () => {
  const names = testsOf(PLANS).map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})
