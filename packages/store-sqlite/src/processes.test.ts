import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { openStore } from './testing/open-store.ts'
import { scratchFolder } from './testing/scratch.ts'

const SCRIPT = new URL('./testing/add-tenant.ts', import.meta.url)
const LONGEST = 20_000

test('processes that make and open one new file at once all can, and end by themselves', async () => {
  const { file, remove } = scratchFolder()
  const ids = ['t1', 't2', 't3', 't4', 't5', 't6']
  const ended = ids.map((tenant_id) =>
    once(fork(SCRIPT, [file, tenant_id], { execArgv: [], timeout: LONGEST }), 'exit'),
  )
  assert.deepEqual(
    await Promise.all(ended),
    ids.map(() => [0, null]),
  )
  const store = await openStore(file)
  assert.deepEqual(
    (await store.listTenants()).map(({ tenant_id }) => tenant_id),
    ids,
  )
  await store.close()
  remove()
})
