import { allowInsecure, createVerifier } from '@gryphon/resource-server'

const { ISSUER = 'http://localhost:4000', AUDIENCE = 'https://api.example/notes' } = process.env

const api = createVerifier({ issuer: ISSUER, audience: AUDIENCE, [allowInsecure]: true })

const listNotes = api.protect((_request, token) => Response.json({ notes: [], of: token.sub }), {
  scope: ['read:notes'],
})

// for whatever speaks `fetch`: Deno, Bun, Workers, `@hono/node-server`
export default { fetch: listNotes }
