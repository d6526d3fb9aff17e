import { type AccessToken, allowInsecure, createVerifier } from '@gryphon/resource-server'
import { Hono } from 'hono'
import { type Running, serve } from '../web/serve.ts'
import { type Notes, notesInMemory } from './notes.ts'

/** Whose tokens the sample API takes, and where it listens. */
export interface SampleApiOptions {
  readonly issuer: string
  /** What tokens must be made for (RFC 8707). */
  readonly audience: string
  readonly host?: string
  readonly port?: number
}

const LONGEST_NOTE = 500

const parseNote = (body: unknown): string | undefined => {
  const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined
  return typeof text === 'string' && text.trim() !== '' && text.length <= LONGEST_NOTE
    ? text.trim()
    : undefined
}

const readJson = (request: Request): Promise<unknown> => request.json().catch(() => undefined)

const NO_STORE = { headers: { 'cache-control': 'no-store' } }

const listNotes = (notes: Notes) => (_request: Request, token: AccessToken) =>
  Response.json(
    { sub: token.sub, scope: token.scope.join(' '), notes: notes.of(token.sub) },
    NO_STORE,
  )

const REFUSED = {
  error: 'invalid_request',
  error_description: `text of 1 to ${LONGEST_NOTE} characters is required`,
}

const writeNote = (notes: Notes) => async (request: Request, token: AccessToken) => {
  const text = parseNote(await readJson(request))
  if (text === undefined) return Response.json(REFUSED, { status: 400, ...NO_STORE })
  notes.write(token.sub, { text })
  return Response.json({ text }, { status: 201, ...NO_STORE })
}

/**
 * Starts the sample API: `GET /notes` for tokens with `read:notes`, `POST /notes` with `write:notes`. This is all that an
 * API needs: a verifier, and a guard around each handler.
 *
 * @example const { url, close } = await startSampleApi({ issuer, audience })
 */
export const startSampleApi = ({
  issuer,
  audience,
  host = '127.0.0.1',
  port = 4002,
}: SampleApiOptions): Promise<Running> => {
  const api = createVerifier({
    issuer,
    audience,
    realm: 'Sample API',
    [allowInsecure]: true,
  })
  const notes = notesInMemory()
  const list = api.protect(listNotes(notes), { scope: ['read:notes'] })
  const write = api.protect(writeNote(notes), { scope: ['write:notes'] })
  const app = new Hono()
    .get('/', ({ text }) =>
      text('The sample API. GET /notes, POST /notes, with an access token.\n'),
    )
    .get('/notes', ({ req }) => list(req.raw))
    .post('/notes', ({ req }) => write(req.raw))
  return serve(app.fetch, { host, port })
}
