import { readBody } from './request/read-body.ts'
import type { Fetch } from './verifier.ts'

/** A JSON object, of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Fetches the text at a URL. Throws when there is none. */
export type FetchText = (url: string, init?: RequestInit) => Promise<string>

/** Fetches the JSON object at a URL. Throws when there is none. */
export type FetchJson = (url: string, init?: RequestInit) => Promise<JsonObject>

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Longer answers are refused; discovery documents and key sets have a few KiB. */
const LONGEST_BODY = 524_288

/** The JSON object that a text is; `undefined` for any other text. */
export const parseJsonObject = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

/** Throws unless the URL is https, or http on a loopback host where that is allowed. */
export const checkSecure = (url: string, insecure: 'allowed' | 'refused') => {
  const { protocol, hostname } = new URL(url)
  const isLoopback = protocol === 'http:' && LOOPBACK.includes(hostname)
  if (protocol === 'https:' || (isLoopback && insecure === 'allowed')) return
  const cure = isLoopback ? ': pass { [allowInsecure]: true } for http on this machine' : ''
  throw new TypeError(`${url} is no https URL${cure}`)
}

/**
 * Fetches text over this network: https, bounded in time (seconds) and size, no redirect followed.
 */
export const createFetchText =
  (network: {
    readonly fetch: Fetch
    readonly timeout: number
    readonly insecure: 'allowed' | 'refused'
  }): FetchText =>
  async (url, init = {}) => {
    checkSecure(url, network.insecure)
    const response = await network.fetch(url, {
      headers: { accept: 'application/json' },
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(network.timeout * 1000),
    })
    if (response.status !== 200) throw new Error(`${url} answered with status ${response.status}`)
    const body = await readBody(response.body, LONGEST_BODY)
    if (body === undefined) throw new Error(`${url} answered with more than is looked at`)
    return body
  }

/** The same, of a JSON object. */
export const createFetchJson =
  (fetchText: FetchText): FetchJson =>
  async (url, init) => {
    const document = parseJsonObject(await fetchText(url, init))
    if (document === undefined) throw new Error(`${url} answered with no JSON object`)
    return document
  }
