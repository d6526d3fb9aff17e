import type { ResponseMode, ResponseType } from '@gryphon/protocol'

/** What the suite in a runtime is told: a provider, a client of it, and a browser whose person is willing. */
export interface Cast {
  readonly issuer: string
  readonly client_id: string
  readonly client_secret: string
  readonly redirect_uri: string
  /** The API that access tokens are for. */
  readonly resource: string
  /** Takes `{ url }` in a POST, visits it, and answers with what comes back to the client: a `Return`. */
  readonly browser: string
}

/** What the browser brings to the client. */
export interface Return {
  readonly where: 'query' | 'fragment' | 'form_post'
  readonly target: string
  readonly parameters: string
}

/** A step of the suite, told as a line of JSON. */
export interface Step {
  readonly step: string
  /** What failed; absent where nothing did. */
  readonly failure?: string
}

/** Which modes each response type may travel by: those that carry a token not in the query (Multiple Response Types §3, §5). */
// biome-ignore format: a table
export const LOGINS: Readonly<Record<ResponseType, readonly Extract<ResponseMode, Return['where']>[]>> = {
  none:                  ['query', 'fragment', 'form_post'],
  code:                  ['query', 'fragment', 'form_post'],
  id_token:              ['fragment', 'form_post'],
  'id_token token':      ['fragment', 'form_post'],
  'code id_token':       ['fragment', 'form_post'],
  'code token':          ['fragment', 'form_post'],
  'code id_token token': ['fragment', 'form_post'],
}
