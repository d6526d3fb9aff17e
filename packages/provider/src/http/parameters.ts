import { type Parameters, parametersOf } from '../model/parameters.ts'
import { HttpError, type HttpRequest } from './message.ts'

const FORM = 'application/x-www-form-urlencoded'

/** The parameters of a GET's query or a POST's form (Core §3.1.2.1, RFC 6749 §3.2). Throws `HttpError` for what is not a form. */
export async function readParameters(request: HttpRequest): Promise<Parameters> {
  return parseForm(request.method === 'POST' ? await readForm(request) : request.query)
}

async function readForm(request: HttpRequest): Promise<string> {
  const type = request.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== FORM) throw new HttpError(415, `the body must be ${FORM}`)
  return request.body()
}

/** Reads `application/x-www-form-urlencoded` text. Throws `HttpError` 400 where its escapes are not UTF-8. */
export function parseForm(text: string): Parameters {
  const pairs = new URLSearchParams(text)
  if (!isAscii(text) && hasReplacementCharacter(pairs) && !saysReplacementCharacter(text))
    throw new HttpError(400, 'the parameters are not UTF-8')
  return parametersOf(pairs)
}

/** Nothing beyond ASCII is in it, escaped or not: there is nothing that could be broken. */
const isAscii = (text: string) => !/%[89A-F]|[^\0-\x7F]/i.test(text)

/** What a lenient decoder puts in the place of broken UTF-8. */
const REPLACEMENT = '\uFFFD'

const hasReplacementCharacter = (pairs: URLSearchParams) =>
  [...pairs].some(([name, value]) => name.includes(REPLACEMENT) || value.includes(REPLACEMENT))

const saysReplacementCharacter = (text: string) =>
  text.includes(REPLACEMENT) || /%EF%BF%BD/i.test(text)
