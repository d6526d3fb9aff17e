import { after, before, describe } from 'node:test'
import { DOORS } from './door.ts'
import { type OpSettings, startOp, type TestOp } from './op.ts'

/**
 * The same tests through each door, or those given, each with one provider of its own that they share. `given` tells it once a test runs.
 *
 * @example throughEachDoor('the token endpoint', (given) => test('…', async () => { const op = given() }))
 */
export function throughEachDoor(
  name: string,
  tests: (given: () => TestOp) => void,
  { doors = DOORS, ...config }: OpSettings & { readonly doors?: typeof DOORS | ['fetch'] } = {},
): void {
  for (const door of doors)
    describe(`${name}, through ${door}`, () => {
      let op: TestOp | undefined
      before(async () => {
        op = await startOp(door, config)
      })
      after(() => op?.close())
      tests(() => {
        if (op === undefined) throw new Error('the provider is not started yet')
        return op
      })
    })
}
