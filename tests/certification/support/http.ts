import assert from 'node:assert/strict'

/** An answer, read to its end. */
export interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Sends a request, and follows nothing. */
export const send = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const { status, headers } = response
  return { url, status, headers, text: await response.text() }
}

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>

/** The JSON object of an answer that says that it is one. */
export const jsonOf = ({ headers, text, url }: Answer): Json => {
  assert.match(headers.get('content-type') ?? '', /^application\/json(;|$)/, url)
  const value: unknown = JSON.parse(text)
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), text)
  return value as Json
}

/** A member that must be text. */
export const textIn = (json: Json, name: string): string => {
  const value = json[name]
  assert.ok(
    typeof value === 'string' && value !== '',
    `${name} is missing: ${JSON.stringify(json)}`,
  )
  return value
}

/** A member that must be a list of texts. */
export const listIn = (json: Json, name: string): readonly string[] => {
  const value = json[name]
  assert.ok(
    Array.isArray(value) && value.every((one) => typeof one === 'string'),
    `${name}: ${value}`,
  )
  return value
}
