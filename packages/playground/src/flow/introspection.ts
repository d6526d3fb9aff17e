import { backChannelStep } from './back-channel.ts'
import type { Recorder } from './recorder.ts'

/** What it takes to ask the provider about a token. */
export interface Introspector {
  readonly endpoint: string
  /** The application's own credentials at the provider. */
  readonly authorization: string
  readonly recorder: Recorder
  readonly now: () => number
  readonly timeout: number
}

const activeOf = (body: string): string => {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && 'active' in parsed
      ? `active: ${parsed.active}`
      : 'no answer to the question'
  } catch {
    return 'no JSON'
  }
}

/** Asks the provider whether a token is still good (RFC 7662 §2), and notes the step. */
export const introspect = async (
  { endpoint, authorization, recorder, now, timeout }: Introspector,
  token: string,
): Promise<string> => {
  const request_body = new URLSearchParams({ token }).toString()
  const request_headers = {
    authorization,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  }
  const started_at = now()
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: request_headers,
    body: request_body,
    redirect: 'error',
    signal: AbortSignal.timeout(timeout * 1000),
  })
  const response_body = await response.text()
  recorder.note((phase) => ({
    ...backChannelStep(
      {
        purpose: 'revocation',
        method: 'POST',
        url: endpoint,
        request_headers,
        request_body,
        status: response.status,
        response_headers: Object.fromEntries(response.headers),
        response_body,
        started_at,
      },
      phase,
      now(),
    ),
    carries: 'is this token still good?',
    remark:
      'The provider is asked about the token itself, so it can say that it was revoked (RFC 7662).',
  }))
  return response.ok ? activeOf(response_body) : `${response.status}`
}
