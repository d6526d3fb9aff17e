import { base64url } from '@gryphon/protocol'
import type { Endpoint } from './endpoint.ts'
import { acceptedLanguages } from './http/languages.ts'
import { HttpError, type HttpRequest, type HttpResponse } from './http/message.ts'
import { ANY_ORIGIN, json, NO_STORE } from './http/responses.ts'
import type { ErrorPage } from './interaction/pages.ts'
import { StoreUnavailable } from './model/store-unavailable.ts'
import type { Op, World } from './op.ts'
import { findRoute, type Route } from './route.ts'

/** Answers any request at all: finds the tenant and the endpoint, and catches what went wrong, once. */
export const responder = (
  world: World,
  findOp: (tenant_id: string) => Promise<Op | undefined>,
): ((request: HttpRequest) => Promise<HttpResponse>) => {
  const respond = routeResponder(world, findOp)
  const { instruments } = world
  return (request) => {
    const route = findRoute(request.path)
    return instruments === undefined
      ? respond(request, route)
      : instruments.request({ request, endpoint: route?.endpoint.path }, () =>
          respond(request, route),
        )
  }
}

const routeResponder =
  (world: World, findOp: (tenant_id: string) => Promise<Op | undefined>) =>
  async (request: HttpRequest, route: Route | undefined): Promise<HttpResponse> => {
    const request_id = base64url(world.random(9))
    let op: Op | undefined
    try {
      op = route && (await findOp(route.tenant_id))
      if (route === undefined || op === undefined) throw new HttpError(404, 'there is no such page')
      const answer = await respondAt(route.endpoint, op, request, request_id)
      return route.endpoint.cors ? withHeaders(answer, CORS) : answer
    } catch (error) {
      return respondToFault(world, { error, request, request_id, op, endpoint: route?.endpoint })
    }
  }

const CORS = {
  ...ANY_ORIGIN,
  'access-control-expose-headers': 'www-authenticate',
}

const withHeaders = (response: HttpResponse, headers: Readonly<Record<string, string>>) => ({
  ...response,
  headers: { ...response.headers, ...headers },
})

async function respondAt(
  endpoint: Endpoint,
  op: Op,
  request: HttpRequest,
  request_id: string,
): Promise<HttpResponse> {
  const { methods, cors } = endpoint
  if (endpoint.isOn?.(op) === false) throw new HttpError(404, 'there is no such page')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (method === 'OPTIONS' && cors) return preflight(methods)
  if (!methods.some((known) => known === method))
    throw new HttpError(405, 'this method is not for this address', { allow: methods.join(', ') })
  checkContentCoding(request)
  return endpoint.respond(op, request, request_id)
}

/** Nothing is unpacked: a small body could become one without end (RFC 9110 §15.5.16). */
function checkContentCoding(request: HttpRequest): void {
  const coding = request.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (coding !== '' && coding !== 'identity')
    throw new HttpError(415, 'the body must not be compressed', { 'accept-encoding': 'identity' })
}

const preflight = (methods: readonly string[]): HttpResponse => ({
  status: 204,
  headers: {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '3600',
  },
})

interface Fault {
  readonly error: unknown
  readonly request: HttpRequest
  readonly request_id: string
  readonly op: Op | undefined
  readonly endpoint: Endpoint | undefined
}

/** What a status is called, where no protocol has a word for it. */
const CODES: Readonly<Record<number, string>> = {
  404: 'not_found',
  429: 'temporarily_unavailable',
}

/** What is told of a fault of ours, beside the words of its status. */
interface Told {
  readonly status: number
  readonly code: string
  readonly description: string
  readonly headers: Readonly<Record<string, string>>
}

/** A store that is away is back in seconds, most times (RFC 9110 §10.2.3). */
const AWAY: Told = {
  status: 503,
  code: 'temporarily_unavailable',
  description: 'we cannot reach our database for the moment: please try again',
  headers: { 'retry-after': '2' },
}

const BROKEN: Told = {
  status: 500,
  code: 'server_error',
  description: 'something went wrong on our side',
  headers: {},
}

const toldOf = (error: unknown): Told => {
  if (!(error instanceof HttpError)) return error instanceof StoreUnavailable ? AWAY : BROKEN
  const { status, message, headers } = error
  return { status, code: CODES[status] ?? 'invalid_request', description: message, headers }
}

/** A request that speaks no protocol is told so; what is our fault is told without its cause, which goes to the log. */
function respondToFault(
  world: World,
  { error, request, request_id, op, endpoint }: Fault,
): HttpResponse {
  const tenant_id = op?.tenant.tenant_id
  const known = error instanceof HttpError
  const { status, code, description, ...told } = toldOf(error)
  world.log(
    known
      ? { event: 'request.refused', tenant_id, request_id, status, description }
      : { event: 'fault', tenant_id, request_id, cause: error },
  )
  const headers: Readonly<Record<string, string>> = {
    ...told.headers,
    ...(endpoint?.cors ? ANY_ORIGIN : {}),
  }
  if (endpoint?.audience === 'program')
    return json(status, { error: code, error_description: description }, headers)
  const page: ErrorPage = {
    status,
    kind: known ? 'refused' : 'fault',
    error: code,
    description,
    request_id,
    tenant: op?.tenant,
    client: undefined,
    restart: undefined,
    ui_locales: acceptedLanguages(request),
  }
  return withHeaders(world.pages.error(page), { ...NO_STORE, ...headers })
}
