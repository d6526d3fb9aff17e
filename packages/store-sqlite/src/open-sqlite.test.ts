import { after, test } from 'node:test'
import {
  followGrantModel,
  GRANT_STEPS,
  storeContract,
  storeProcessContract,
} from '@gryphon/provider/store-contract'
import fc from 'fast-check'
import { openStore } from './testing/open-store.ts'
import { scratchFolder } from './testing/scratch.ts'

const alone = scratchFolder()
const shared = scratchFolder()
after(alone.remove)
after(shared.remove)

storeContract('the SQLite store', () => openStore(alone.file))

storeProcessContract('the SQLite store', {
  openStore: () => openStore(shared.file),
  module: new URL('./testing/open-store.ts', import.meta.url),
  location: shared.file,
})

test('any sequence of grant operations goes as the contract says', async () => {
  const { file, remove } = scratchFolder()
  const store = await openStore(file)
  const steps = fc.array(fc.constantFrom(...GRANT_STEPS), { maxLength: 50 })
  await fc.assert(fc.asyncProperty(steps, (taken) => followGrantModel(store, taken)))
  await store.close()
  remove()
})
