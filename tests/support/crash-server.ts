import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAccounts } from '@gryphon/accounts'
import { createProvider } from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'
import { HYBRID_CLIENT, ISSUER, PERSON } from './op.ts'

// A provider to be killed: serves the database file that it is given, and prints the port.
const [, , file = ''] = process.argv
const { store, people } = await openSqlite({ file })
const now = () => Math.floor(Date.now() / 1000)
const accounts = createAccounts({ people, now, random: randomBytes })
const provider = await createProvider({
  issuer: ISSUER,
  store,
  master_key: new Uint8Array(32).fill(7),
  pages: accounts.pages,
  claims: accounts.claims,
})
if ((await store.findClient('default', 'app')) === undefined) {
  await provider.admin.registerClient('default', { ...HYBRID_CLIENT, trusted: true })
  await accounts.addPerson('default', PERSON)
}
const server = createServer(provider.node).listen(0, '127.0.0.1')
await once(server, 'listening')
console.log((server.address() as AddressInfo).port)
