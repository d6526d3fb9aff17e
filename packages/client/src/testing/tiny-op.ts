import type { Exchange, Fetch } from '../options.ts'

/** What the tiny OP answers at one of its endpoints. */
export interface TinyAnswer {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What was asked of it. */
export interface Asked {
  readonly path: string
  readonly method: string
  readonly headers: Headers
  readonly form: URLSearchParams
  readonly body: string
}

/** The issuer of the tiny OP. */
export const ISSUER = 'https://op.example.com'

/** The discovery document of the tiny OP. */
export const OP_METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  revocation_endpoint: `${ISSUER}/revoke`,
  response_types_supported: ['code id_token token'],
  authorization_response_iss_parameter_supported: true,
} as const

/** An OP of a few answers by path, behind a `fetch`; `asked` is what it was asked, in order. */
export const createTinyOp = (answers: Readonly<Record<string, TinyAnswer | undefined>>) => {
  const asked: Asked[] = []
  const fetch: Fetch = async (url, init) => {
    const path = new URL(url).pathname
    asked.push({
      path,
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      form: new URLSearchParams(String(init.body ?? '')),
      body: String(init.body ?? ''),
    })
    const { status = 200, json, text, headers = {} } = answers[path] ?? { status: 404, text: '' }
    const type = { 'content-type': json === undefined ? 'text/html' : 'application/json' }
    const body = [204, 304].includes(status) ? null : (text ?? JSON.stringify(json))
    return new Response(body, { status, headers: { ...type, ...headers } })
  }
  return { fetch, asked }
}

/** The name of each exchange that a trace was told of. */
export const purposesOf = (exchanges: readonly Exchange[]) =>
  exchanges.map(({ purpose }) => purpose)
