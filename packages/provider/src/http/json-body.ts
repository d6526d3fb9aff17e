import { HttpError, type HttpRequest } from './message.ts'

/** The JSON object that a request carries (RFC 7591 §3.1). Throws `HttpError` 415 for another type, 400 for anything else. */
export async function readJsonObject(
  request: HttpRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const type = request.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new HttpError(415, 'the body must be application/json')
  const value = parse(await request.body())
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new HttpError(400, 'the body must be a JSON object')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
