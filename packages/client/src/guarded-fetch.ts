import { ClientError } from './errors.ts'
import type { Fetch } from './options.ts'
import { checkSecureUrl } from './secure-url.ts'

/** The network, as it is passed in. */
export interface Network {
  readonly fetch: Fetch
  /** In seconds. */
  readonly timeout: number
  readonly insecure: 'allowed' | 'refused'
}

/** A `fetch` that is not the platform's may wrap the reason why a signal was aborted. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || isTimeout(error.cause))

/** The code of a system's error (`ECONNREFUSED`), which `fetch` wraps. */
const reasonOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : reasonOf(error.cause)
}

/** What came instead of an answer, as a `ClientError`; `what` is the request in words. */
export const faultOf = (error: unknown, what: string, url: string): ClientError => {
  if (error instanceof ClientError) return error
  const request = `the ${what} request to ${new URL(url).origin}`
  if (isTimeout(error))
    return new ClientError('request_timed_out', `${request} took too long`, { cause: error })
  const found = reasonOf(error)
  const message = `${request} failed${found === undefined ? '' : `: ${found}`}`
  return new ClientError('request_failed', message, { found, cause: error })
}

/** A way to APIs. */
export interface GuardedFetch {
  /** Throws `ClientError` unless the URL is secure: before anything is made for it. */
  readonly check: (url: string) => void
  readonly fetch: Fetch
}

/** A `fetch` with a deadline that follows no redirect. Throws `ClientError`. */
export const guardFetch = ({ fetch, timeout, insecure }: Network): GuardedFetch => ({
  check: (url) => checkSecureUrl(url, 'the API', insecure),
  fetch: async (url, init) => {
    const deadline = AbortSignal.timeout(timeout * 1000)
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    try {
      return await fetch(url, { ...init, redirect: 'manual', signal })
    } catch (error) {
      throw faultOf(error, 'API', url)
    }
  },
})
