import { randomBytes } from 'node:crypto'
import type { Flow } from './flow.ts'
import { textIn } from './http.ts'

/** Parameters of an Authorization Request; `undefined` leaves one out. */
export type Asked = Readonly<Record<string, string | undefined>>

/** The parameters that are there. */
export type Request = Readonly<Record<string, string>>

/** A random text of `length` characters. */
export const randomText = (length: number) =>
  randomBytes(length).toString('base64url').slice(0, length)

/** An Authorization Request as the suite makes them, with what differs. */
export const requestOf = ({ client, variant }: Flow, over: Asked = {}): Request => {
  const asked: Asked = {
    client_id: client.client_id,
    redirect_uri: client.redirect_uri,
    scope: 'openid',
    state: randomText(10),
    nonce: randomText(10),
    response_type: variant.response_type,
    ...(variant.response_mode === 'default' ? {} : { response_mode: variant.response_mode }),
    ...over,
  }
  return Object.fromEntries(
    Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

/** The address that a request is sent to, with the request in its query. */
export const authorizeUrl = ({ discovered }: Flow, request: Request): string =>
  `${textIn(discovered.metadata, 'authorization_endpoint')}?${new URLSearchParams(request)}`
