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

const PURPOSE = {
  title: 'is this token still good?',
  remark:
    'The provider is asked about the token itself, so it can say that it was revoked (RFC 7662).',
}

/** Asks the provider whether a token is still good (RFC 7662 §2), and notes the step. */
export const introspect = async (
  { endpoint, authorization, recorder, now, timeout }: Introspector,
  token: string,
): Promise<string> => {
  const asked = {
    method: 'POST',
    request_headers: {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    request_body: new URLSearchParams({ token }).toString(),
    started_at: now(),
  } as const
  const response = await fetch(endpoint, {
    method: asked.method,
    headers: asked.request_headers,
    body: asked.request_body,
    redirect: 'error',
    signal: AbortSignal.timeout(timeout * 1000),
  })
  const exchange = {
    ...asked,
    url: endpoint,
    status: response.status,
    response_headers: Object.fromEntries(response.headers),
    response_body: await response.text(),
  }
  const told = response.ok ? activeOf(exchange.response_body) : `${response.status}`
  recorder.note((phase) => ({
    ...backChannelStep(exchange, PURPOSE, { phase, at: now() }),
    outcome: told === 'active: true' ? 'done' : 'refused',
  }))
  return told
}
