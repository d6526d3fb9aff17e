import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Plan, testsOf } from './plan.ts'
import type { ClientsByHand } from './support/clients.ts'
import { runFlow } from './support/flow.ts'
import { startProvider, type TestedProvider } from './support/provider.ts'

const AT_ONCE = 24

/** PITFALLS 24: whatever was asked, the log has no token, no code, no cookie and no password; and nothing of ours broke. */
const checkLog = (log: string) => {
  assert.doesNotMatch(log, /eyJ[\w-]{8,}\.|[?&#]code=|set-cookie|correct-horse/)
  assert.doesNotMatch(log, /"event":"fault"/)
}

/** Runs every module of these plans against a provider of its own, many at once. */
export const certify = (plans: readonly Plan[], clients: ClientsByHand = () => ({})): void => {
  let provider: TestedProvider | undefined
  before(async () => {
    provider = await startProvider(clients)
  })
  after(async () => {
    await provider?.stop()
    checkLog(provider?.log() ?? '')
  })
  describe('certification', { concurrency: AT_ONCE }, () => {
    for (const { name, module, variant } of testsOf(plans))
      test(name, async () => {
        assert.ok(provider !== undefined)
        await runFlow(provider, variant, module)
      })
  })
}
