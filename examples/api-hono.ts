import { allowInsecure, createVerifier } from '@gryphon/resource-server'
import { guard, tokenOf } from '@gryphon/resource-server/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const { ISSUER = 'http://localhost:4000', AUDIENCE = 'https://api.example/notes' } = process.env
const { PORT = '4002' } = process.env

const api = createVerifier({ issuer: ISSUER, audience: AUDIENCE, [allowInsecure]: true })
const guarded = guard(api)

const app = new Hono()
app.get('/notes', guarded({ scope: ['read:notes'] }), (context) =>
  context.json({ notes: [], of: tokenOf(context).sub }),
)

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: 'localhost' }, () =>
  console.log(`http://localhost:${PORT} is ready`),
)

process.once('SIGTERM', () => server.close())
