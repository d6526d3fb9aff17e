import type { HttpRequest } from './message.ts'

/** The token in the Authorization header (RFC 6750 §2.1), if it has one. */
export function bearerToken(request: HttpRequest): string | undefined {
  const [, token] = /^bearer +([\w.~+/-]+=*) *$/i.exec(request.header('authorization') ?? '') ?? []
  return token
}
