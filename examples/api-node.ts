import { createServer, type ServerResponse } from 'node:http'
import { allowInsecure, createVerifier } from '@gryphon/resource-server'
import { guard } from '@gryphon/resource-server/node'

const { ISSUER = 'http://localhost:4000', AUDIENCE = 'https://api.example/notes' } = process.env
const { PORT = '4002' } = process.env

const api = createVerifier({ issuer: ISSUER, audience: AUDIENCE, [allowInsecure]: true })

const listNotes = guard(
  api,
  { scope: ['read:notes'] },
  (_request, response: ServerResponse, token) =>
    response.end(JSON.stringify({ notes: [], of: token.sub })),
)

const server = createServer(listNotes).listen(Number(PORT), 'localhost', () =>
  console.log(`http://localhost:${PORT} is ready`),
)

process.once('SIGTERM', () => server.close())
