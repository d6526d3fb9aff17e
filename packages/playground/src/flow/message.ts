import { showHeader, showParameter } from './shorten.ts'
import type { Field, Message } from './step.ts'

const LONGEST = 600

const clip = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text

const showMember = (name: string, value: unknown): string =>
  clip(showParameter(name, typeof value === 'string' ? value : JSON.stringify(value)))

/** Form or query parameters as they may be shown. */
export const showParameters = (parameters: Iterable<readonly [string, string]>): readonly Field[] =>
  [...parameters].map(([name, value]) => [name, clip(showParameter(name, value))])

/** Those of the headers that say something here, as they may be shown. */
export const showHeaders = (
  headers: Iterable<readonly [string, string]>,
  wanted: readonly string[],
): readonly Field[] =>
  [...headers]
    .filter(([name]) => wanted.includes(name.toLowerCase()))
    .map(([name, value]) => [name, clip(showHeader(name, value))])

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The members of a JSON body as they may be shown; a body that is no JSON object or list is told by its length. */
export const showJson = (body: string): readonly Field[] => {
  if (body === '') return []
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null)
    return [['(body)', `${body.length} characters`]]
  return Object.entries(parsed).map(([name, value]) => [name, showMember(name, value)])
}

const REQUEST_HEADERS = [
  'host',
  'origin',
  'sec-fetch-site',
  'sec-fetch-mode',
  'content-type',
  'cookie',
]

/** A request of the browser, with the parameters it brought, as it may be shown. */
export const showRequest = (request: Request, parameters: URLSearchParams): Message => ({
  line: `${request.method} ${new URL(request.url).pathname}`,
  headers: showHeaders(request.headers, REQUEST_HEADERS),
  fields: showParameters(parameters),
})

/**
 * A URL without what may be secret in it: its address and, apart, its parameters.
 *
 * @example showUrl('https://op.example.com/authorize?state=x').line // 'https://op.example.com/authorize'
 */
export const showUrl = (url: string): Pick<Message, 'line' | 'fields'> => {
  const { origin, pathname, searchParams } = new URL(url)
  return { line: `${origin}${pathname}`, fields: showParameters(searchParams) }
}
