import { after, before, describe, test } from 'node:test'
import { CORE_PLANS } from './core-plans.ts'
import { clientsByHand } from './support/clients.ts'
import { runFlow } from './support/flow.ts'
import { startProvider, type TestedProvider } from './support/provider.ts'
import { wordsOf } from './support/variant.ts'

let provider: TestedProvider
before(async () => {
  provider = await startProvider(clientsByHand)
})
after(() => provider.stop())

describe('certification', { concurrency: 12 }, () => {
  for (const { plan, modules, variants } of CORE_PLANS)
    for (const module of modules)
      for (const variant of variants.filter((one) => module.applies?.(one) ?? true))
        test(`${plan}: ${module.module} (${wordsOf(variant)})`, () =>
          runFlow(provider, variant, module))
})
