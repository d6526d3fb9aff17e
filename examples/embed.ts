import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createAccounts } from '@gryphon/accounts'
import { createProvider } from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'

const port = Number(process.env.PORT ?? 4000)
const { store, people } = await openSqlite({ file: process.env.DATABASE ?? 'gryphon.db' })
const now = () => Math.floor(Date.now() / 1000)
const accounts = createAccounts({ people, now, random: randomBytes })

const op = await createProvider({
  issuer: `http://localhost:${port}`, // what browsers see: https, but for this machine
  store,
  master_key: Buffer.from(process.env.MASTER_KEY ?? '', 'base64url'), // 32 bytes that are not in the store
  pages: accounts.pages, // or your own: a function for each GET and POST
  claims: accounts.claims, // or your own: what is known of a person
})

const server = createServer((request, response) => {
  const asset = accounts.assets.get(request.url ?? '')
  if (asset === undefined) return op.node(request, response)
  response.setHeader('content-type', asset.content_type).end(asset.body)
})
server.listen(port, 'localhost', () => console.log(`${op.issuer} is ready`))

process.once('SIGTERM', () => server.close(() => store.close()))
