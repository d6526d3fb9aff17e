import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openStore } from './testing/open-store.ts'
import { scratchFolder } from './testing/scratch.ts'

const ROUNDS = 3
const ENOUGH = 400
const LOAD = fileURLToPath(new URL('./testing/endless-load.ts', import.meta.url))

/** Starts a process under load, kills it in the middle, and tells which grants it said it had opened and refreshed. */
async function killUnderLoad(file: string, prefix: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [LOAD, file, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line)
    if (told.length === ENOUGH) child.kill('SIGKILL')
  }
  if (child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')
  return told
}

test('after kill -9 under load nothing that was told is lost, and nothing is damaged', async () => {
  const { file, remove } = scratchFolder()
  for (let round = 0; round < ROUNDS; round += 1) {
    const told = await killUnderLoad(file, `round-${round}`)
    assert.ok(told.length >= ENOUGH)
    const store = await openStore(file)
    for (const grant_id of told) {
      const standing = await store.findGrant('default', grant_id, 1000)
      assert.equal(standing.outcome === 'live' ? standing.generation : standing.outcome, 1)
    }
    const [grant_id = ''] = told
    const again = { grant_id, client_id: 'rp', sub: 'joe', auth_time: 0, scope: [], resource: [] }
    const times = { now: 1000, expires_at: 2000 }
    assert.equal(await store.openGrant('default', again, times), 'replayed')
    await store.close()
    const database = new DatabaseSync(file)
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok')
    database.close()
  }
  remove()
})
