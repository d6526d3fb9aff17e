import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ProviderEvent } from '@gryphon/provider'
import { findRefusal, keepRefusals } from './refusals.ts'

const refused = (request_id: string, description = 'nonce is required'): ProviderEvent => ({
  event: 'authorization.refused',
  tenant_id: 'default',
  request_id,
  client_id: 'app',
  error: 'invalid_request',
  description,
  section: 'Core §3.3.2.1',
  received: { response_type: 'code id_token' },
})

const inFolder = async (act: (folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'gryphon-refusals-'))
  await act(folder)
  rmSync(folder, { recursive: true })
}

test('a refusal is found again by its request id, with what came in and the rule', () =>
  inFolder(async (folder) => {
    const { keep, settled } = keepRefusals(folder, () => 1_800_000_000)
    keep(refused('one'))
    keep(refused('two'))
    await settled()
    assert.deepEqual(await findRefusal(folder, 'two'), {
      at: '2027-01-15T08:00:00.000Z',
      request_id: 'two',
      event: refused('two'),
    })
    assert.equal(await findRefusal(folder, 'three'), undefined)
  }))

test('what went well is not kept', () =>
  inFolder(async (folder) => {
    const { keep, settled } = keepRefusals(folder, () => 0)
    keep({ event: 'fault', tenant_id: undefined, request_id: 'one', cause: 'x' })
    await settled()
    assert.equal(await findRefusal(folder, 'one'), undefined)
  }))

test('the file belongs to its owner alone, and never grows past two megabytes', () =>
  inFolder(async (folder) => {
    const { keep, settled } = keepRefusals(folder, () => 0)
    for (let i = 0; i < 40; i += 1) {
      keep(refused(`id-${i}`, 'x'.repeat(100_000)))
      await settled()
    }
    const sizes = ['refusals.jsonl', 'refusals.1.jsonl'].map((name) => statSync(join(folder, name)))
    assert.ok(sizes.every(({ size, mode }) => size < 1_250_000 && (mode & 0o777) === 0o600))
    assert.equal((await findRefusal(folder, 'id-39'))?.request_id, 'id-39')
    assert.equal(await findRefusal(folder, 'id-0'), undefined)
  }))
