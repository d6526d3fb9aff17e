import { faultOf, type Network } from './guarded-fetch.ts'
import type { JsonObject } from './json.ts'
import type { Exchange } from './options.ts'
import { readBody } from './read-body.ts'
import { checkSecureUrl } from './secure-url.ts'

/** A request on the back channel. */
export interface BackChannelRequest {
  readonly purpose: Exchange['purpose']
  readonly method: Exchange['method']
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: URLSearchParams
  /** Sent as `application/json`. */
  readonly json?: JsonObject
}

/** An answer on the back channel, read whole. */
export interface BackChannelResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Makes one exchange on the back channel: bounded in time and size, no redirect followed. Throws
 * `ClientError`.
 */
export type MakeExchange = (request: BackChannelRequest) => Promise<BackChannelResponse>

/** Longer answers are refused; discovery documents and key sets have a few KiB. */
const LONGEST_BODY = 524_288

interface TracedNetwork extends Network {
  readonly now: () => number
  readonly trace: ((exchange: Exchange) => void) | undefined
}

const bodyOf = ({ form, json }: BackChannelRequest) => {
  if (json !== undefined) return { type: 'application/json', request_body: JSON.stringify(json) }
  const type = form && 'application/x-www-form-urlencoded'
  return { type, request_body: form?.toString() }
}

/** The back channel over this network. */
export const createExchange =
  ({ fetch, timeout, now, insecure, trace }: TracedNetwork): MakeExchange =>
  async (request) => {
    const { purpose, method, url } = request
    checkSecureUrl(url, `the ${purpose} endpoint`, insecure)
    const { type, request_body } = bodyOf(request)
    const request_headers = {
      accept: 'application/json',
      ...(type && { 'content-type': type }),
      ...request.headers,
    }
    const started_at = now()
    try {
      const { status, headers, body } = await fetch(url, {
        method,
        headers: request_headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout * 1000),
        ...(request_body !== undefined && { body: request_body }),
      })
      const response_body = await readBody(body, LONGEST_BODY)
      const response_headers = Object.fromEntries(headers)
      trace?.({
        purpose,
        method,
        url,
        request_headers,
        request_body,
        status,
        response_headers,
        response_body,
        started_at,
      })
      return { status, headers, body: response_body }
    } catch (error) {
      throw faultOf(error, purpose, url)
    }
  }
