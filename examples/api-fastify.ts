import { allowInsecure, createVerifier } from '@gryphon/resource-server'
import { guard, tokenOf } from '@gryphon/resource-server/fastify'
import Fastify from 'fastify'

const { ISSUER = 'http://localhost:4000', AUDIENCE = 'https://api.example/notes' } = process.env
const { PORT = '4002' } = process.env

const api = createVerifier({ issuer: ISSUER, audience: AUDIENCE, [allowInsecure]: true })
const guarded = guard(api)

const app = Fastify()
app.get('/notes', { onRequest: guarded({ scope: ['read:notes'] }) }, async (request) => ({
  notes: [],
  of: tokenOf(request).sub,
}))

await app.listen({ port: Number(PORT), host: 'localhost' })
console.log(`http://localhost:${PORT} is ready`)

process.once('SIGTERM', () => app.close())
