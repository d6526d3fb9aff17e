import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createAccounts } from '@gryphon/accounts'
import { createProvider } from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'

const { PORT = '4000', DATABASE = 'gryphon.db', MASTER_KEY } = process.env
if (MASTER_KEY === undefined)
  throw new Error(
    'MASTER_KEY is not set: give 32 random bytes in base64url, the same at each start',
  )

const { store, people } = await openSqlite({ file: DATABASE })
const now = () => Math.floor(Date.now() / 1000)
const accounts = createAccounts({ people, now, random: randomBytes })

const op = await createProvider({
  issuer: `http://localhost:${PORT}`, // what browsers see: https, but for this machine
  store,
  master_key: Buffer.from(MASTER_KEY, 'base64url'), // kept apart from the store
  pages: accounts.pages, // or your own: a function for each GET and POST
  claims: accounts.claims, // or your own: what is known of a person
})

const server = createServer((request, response) => {
  const asset = accounts.assets.get(request.url ?? '')
  if (asset === undefined) return op.node(request, response)
  response.setHeader('content-type', asset.content_type)
  response.setHeader('cache-control', asset.cache_control).end(asset.body)
})
server.listen(Number(PORT), 'localhost', () => console.log(`${op.issuer} is ready`))

const stop = () => server.close(() => store.close())
process.once('SIGTERM', stop).once('SIGINT', stop)
