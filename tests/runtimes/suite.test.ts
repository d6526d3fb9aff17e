import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { playIn } from './play-in.ts'
import { LOGINS } from './played.ts'
import { OWN_NODE } from './runtimes.ts'
import { type RuntimeStage, setRuntimeStage } from './stage.ts'

/*
 * The suite of `npm run runtimes`, in the one runtime that is always here.
 */
let stage: RuntimeStage
before(async () => {
  stage = await setRuntimeStage()
})
after(() => stage.close())

test('the published packages log people in by every response type, and guard an API, in this Node', async () => {
  const steps = await playIn(OWN_NODE, stage)
  assert.deepEqual(
    steps.filter(({ failure }) => failure !== undefined),
    [],
  )
  const logins = Object.values(LOGINS).flat().length
  assert.equal(logins, 16)
  assert.equal(steps.length, logins + 6)
})
