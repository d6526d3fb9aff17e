import { AccessError, type AccessErrorCode, type Scheme } from '../errors.ts'
import type { ApiRequest } from './api-request.ts'

/** A way to send an access token (RFC 6750 §2; the names of RFC 9728 §2). */
export type BearerMethod = 'header' | 'body' | 'query'

/** An access token as it was sent. */
export interface Credentials {
  readonly scheme: Scheme
  readonly token: string
}

interface Sent extends Credentials {
  readonly method: BearerMethod
}

/** Longer ones are not looked at. */
const LONGEST_TOKEN = 16_384

/** RFC 6750 §2.1 `b64token`. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/

/** RFC 9110 §11.1: compared without regard to case. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['bearer', 'Bearer'],
  ['dpop', 'DPoP'],
])

const badRequest = (
  code: AccessErrorCode,
  description: string,
  section: string,
  scheme: Scheme = 'Bearer',
) =>
  new AccessError(code, description, {
    status: 400,
    error: 'invalid_request',
    section,
    scheme,
  })

/** RFC 6750 §2.1: another scheme is another method of authentication, and none of ours. */
const inHeader = (value: string, schemes: readonly Scheme[]): readonly Sent[] => {
  const [name = ''] = value.split(' ', 1)
  const scheme = SCHEMES.get(name.toLowerCase())
  if (scheme === undefined || !schemes.includes(scheme)) return []
  const token = value.slice(name.length).trim()
  if (token.length <= LONGEST_TOKEN && B64TOKEN.test(token))
    return [{ method: 'header', scheme, token }]
  throw badRequest(
    'token_malformed',
    'the Authorization header has no token of its scheme',
    'RFC 6750 §2.1',
    scheme,
  )
}

const tokensIn = (method: BearerMethod, parameters: URLSearchParams | undefined): readonly Sent[] =>
  (parameters?.getAll('access_token') ?? []).map((token) => ({ method, scheme: 'Bearer', token }))

const NONE: readonly Sent[] = []

/** Most requests have none that could be it: then nothing is parsed. */
const inQuery = (url: string): readonly Sent[] => {
  const [target = ''] = url.split('#', 1)
  const start = target.indexOf('?')
  if (start === -1) return NONE
  const query = target.slice(start)
  return query.includes('access_token') || query.includes('%')
    ? tokensIn('query', new URLSearchParams(query))
    : NONE
}

/** RFC 6750 §2.2: a form that is sent by a method with a body. */
const mayHaveForm = ({ method, form }: ApiRequest) =>
  form !== undefined && method !== 'GET' && method !== 'HEAD'

const missing = () =>
  new AccessError('token_missing', 'an access token is needed', {
    status: 401,
    section: 'RFC 6750 §3.1',
  })

/**
 * The one access token of a request, sent by a scheme and a method that are accepted. Throws
 * `AccessError`: 401 without one, 400 for two, or one where it may not be.
 */
export const findCredentials = async (
  request: ApiRequest,
  accepted: { readonly methods: readonly BearerMethod[]; readonly schemes: readonly Scheme[] },
): Promise<Credentials> => {
  const { methods, schemes } = accepted
  const authorization = request.header('authorization')
  const inHead = authorization === undefined ? NONE : inHeader(authorization, schemes)
  const inForm = mayHaveForm(request) ? tokensIn('body', await request.form?.()) : NONE
  const [sent, ...others] = [...inHead, ...inQuery(request.url), ...inForm]
  if (sent === undefined) throw missing()
  if (others.length > 0)
    throw badRequest('token_repeated', 'the access token is sent more than once', 'RFC 6750 §2')
  if (!methods.includes(sent.method))
    throw badRequest(
      'method_refused',
      `an access token is not accepted in the ${sent.method}`,
      'RFC 9700 §4.3.2',
    )
  return sent
}
