import { allowInsecure, createVerifier } from '@gryphon/resource-server'
import { guard, tokenOf } from '@gryphon/resource-server/express'
import express from 'express'

const { ISSUER = 'http://localhost:4000', AUDIENCE = 'https://api.example/notes' } = process.env
const { PORT = '4002' } = process.env

const api = createVerifier({ issuer: ISSUER, audience: AUDIENCE, [allowInsecure]: true })
const guarded = guard(api)

const app = express()
app.get('/notes', guarded({ scope: ['read:notes'] }), (request, response) => {
  response.json({ notes: [], of: tokenOf(request).sub })
})

const server = app.listen(Number(PORT), 'localhost', () =>
  console.log(`http://localhost:${PORT} is ready`),
)

process.once('SIGTERM', () => server.close())
