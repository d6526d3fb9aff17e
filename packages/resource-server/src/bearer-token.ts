import { AccessError, type AccessErrorCode } from './errors.ts'
import { readBody } from './read-body.ts'

/** A way to send an access token (RFC 6750 §2; the names of RFC 9728 §2). */
export type BearerMethod = 'header' | 'body' | 'query'

interface Sent {
  readonly method: BearerMethod
  readonly token: string
}

/** A form further on than this is not looked through. */
const LONGEST_FORM = 65_536

const FORM = 'application/x-www-form-urlencoded'

const badRequest = (code: AccessErrorCode, description: string, section: string) =>
  new AccessError(code, description, { status: 400, error: 'invalid_request', section })

/** RFC 6750 §2.1: another scheme is another method of authentication, and none of ours. */
const inHeader = (request: Request): readonly string[] => {
  const value = request.headers.get('authorization') ?? ''
  const [scheme = '', ...rest] = value.split(' ')
  if (scheme.toLowerCase() !== 'bearer') return []
  const token = rest.join(' ').trim()
  if (/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return [token]
  throw badRequest(
    'token_malformed',
    'the Authorization header has no bearer token',
    'RFC 6750 §2.1',
  )
}

/**
 * RFC 6750 §2.2: a form that is sent by a method with a body. The request's own body is left as it
 * was.
 */
const inBody = async (request: Request): Promise<readonly string[]> => {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== FORM || request.body === null || request.bodyUsed) return []
  const form = await readBody(request.clone().body, LONGEST_FORM)
  return new URLSearchParams(form).getAll('access_token')
}

const inQuery = (request: Request): readonly string[] =>
  new URL(request.url).searchParams.getAll('access_token')

const allSent = async (request: Request): Promise<readonly Sent[]> => {
  const places = [
    ['header', inHeader(request)],
    ['body', await inBody(request)],
    ['query', inQuery(request)],
  ] as const
  return places.flatMap(([method, tokens]) => tokens.map((token) => ({ method, token })))
}

/**
 * The one access token of a request. Throws `AccessError`: 401 without one, 400 for two, or one
 * where it may not be.
 */
export const findBearerToken = async (
  request: Request,
  methods: readonly BearerMethod[],
): Promise<string> => {
  const [sent, ...others] = await allSent(request)
  if (sent === undefined)
    throw new AccessError('token_missing', 'an access token is needed', {
      status: 401,
      section: 'RFC 6750 §3.1',
    })
  if (others.length > 0)
    throw badRequest('token_repeated', 'the access token is sent more than once', 'RFC 6750 §2')
  if (!methods.includes(sent.method))
    throw badRequest(
      'method_refused',
      `an access token is not accepted in the ${sent.method}`,
      'RFC 9700 §4.3.2',
    )
  return sent.token
}
