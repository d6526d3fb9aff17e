import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const [, table = ''] =
  /## Where each specification lives\n([\s\S]*?)\n## /.exec(
    readFileSync('ARCHITECTURE.md', 'utf8'),
  ) ?? []

const PATHS = [...table.matchAll(/`([\w/-]+\.ts)`/g)].map(([, path = '']) =>
  path.startsWith('packages/') ? path : join('packages/provider/src', path),
)

test('ARCHITECTURE.md names a file for each specification, and each is there', () => {
  assert.ok(PATHS.length > 30)
  assert.deepEqual(
    PATHS.filter((path) => !existsSync(path)),
    [],
  )
})
