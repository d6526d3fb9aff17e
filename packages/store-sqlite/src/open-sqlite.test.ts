import { after } from 'node:test'
import { storeContract, storeProcessContract } from '@gryphon/provider/store-contract'
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
  processes: 8,
})
