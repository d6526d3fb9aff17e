import type { ApiAnswer } from './login.ts'
import { showHeaders, showJson } from './message.ts'
import type { Recorder } from './recorder.ts'
import type { Exchange, Phase } from './step.ts'

/** A request to the sample API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: Readonly<Record<string, string>>
}

/** What it takes to call the API: where it is, what to show, and how long to wait, in seconds. */
export interface ApiCaller {
  readonly api_url: string
  readonly recorder: Recorder
  readonly now: () => number
  readonly timeout: number
}

const HEADERS = ['authorization', 'content-type', 'www-authenticate', 'cache-control']

interface Passed {
  readonly request: ApiRequest
  readonly headers: Headers
  readonly answer: ApiAnswer
  readonly answered: Headers
}

const apiStep = ({ request, headers, answer, answered }: Passed, phase: Phase, at: number) =>
  ({
    kind: 'exchange',
    phase,
    at,
    from: 'application',
    to: 'api',
    title: `${request.method} ${request.path}`,
    carries: 'access_token',
    answer: `${answer.status}`,
    outcome: answer.status < 400 ? 'done' : 'refused',
    seen: 'seen',
    remark:
      'The API verifies signature, iss, aud, exp and scope by itself, with the provider’s public keys: it asks nobody (RFC 9068 §4).',
    request: {
      line: `${request.method} ${request.path}`,
      headers: showHeaders(headers, HEADERS),
      fields: Object.entries(request.body ?? {}),
    },
    response: {
      line: `${answer.status}`,
      headers: showHeaders(answered, HEADERS),
      fields: showJson(answer.body),
    },
  }) satisfies Exchange

/** Calls the API with an access token (RFC 6750 §2.1), and notes the step. Rejects when the API does not answer. */
export const callApi = async (
  { api_url, recorder, now, timeout }: ApiCaller,
  access_token: string,
  request: ApiRequest,
): Promise<ApiAnswer> => {
  const headers = new Headers({ authorization: `Bearer ${access_token}` })
  if (request.body !== undefined) headers.set('content-type', 'application/json')
  const response = await fetch(new URL(request.path, api_url), {
    method: request.method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(timeout * 1000),
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  })
  const answer = {
    title: `${request.method} ${request.path}`,
    status: response.status,
    body: await response.text(),
  }
  recorder.note((phase) =>
    apiStep({ request, headers, answer, answered: response.headers }, phase, now()),
  )
  return answer
}
