import { AuthorizationError, errorText, TokenError } from '@gryphon/protocol'
import { HttpError, type HttpRequest, type HttpResponse } from '../http/message.ts'
import { readParameters } from '../http/parameters.ts'
import { json } from '../http/responses.ts'
import type { Client } from '../model/client.ts'
import { type Parameters, parametersOf, shownParameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'
import { authenticateClient } from './authenticate.ts'

/** A request of an authenticated client. */
export interface ClientRequest {
  readonly client: Client
  readonly parameters: Parameters
  readonly request_id: string
}

/**
 * What the endpoints that clients call have in common (RFC 6749 §3.2, §5.2; RFC 7009 §2.1; RFC 7662 §2.1): a form, a client
 * that authenticates, and errors as JSON with the right status.
 */
export async function respondToClient(
  op: Op,
  request: HttpRequest,
  at: { readonly endpoint: string; readonly request_id: string },
  respond: (asked: ClientRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  let client_id: string | undefined
  let received: Parameters = parametersOf([])
  try {
    const parameters = await readOnce(request)
    received = parameters
    const client = await authenticateClient(op, request, parameters)
    client_id = client.client_id
    return await respond({ client, parameters, request_id: at.request_id })
  } catch (error) {
    const refusal = asRefusal(error)
    op.log({
      event: 'token.refused',
      tenant_id: op.tenant.tenant_id,
      request_id: at.request_id,
      endpoint: at.endpoint,
      client_id: client_id ?? (await knownClientId(op, received)),
      error: refusal.error,
      description: refusal.description,
      section: refusal.section,
      received: shownParameters(received),
    })
    return errorResponse(op, refusal)
  }
}

/** Who says to ask, for the log. An id that nobody has is not told: it may be a secret in the wrong place (PITFALLS 24). */
const knownClientId = async (op: Op, parameters: Parameters): Promise<string | undefined> =>
  (await op.findClient(parameters.get('client_id') ?? ''))?.client_id

async function readOnce(request: HttpRequest): Promise<Parameters> {
  const parameters = await readParameters(request)
  if (parameters.repeated.length > 0)
    throw new TokenError('invalid_request', 'a parameter came twice', 'RFC 6749 §3.2')
  return parameters
}

interface Refusal {
  readonly status: number
  readonly error: string
  readonly description: string
  readonly section: string
  readonly headers: Readonly<Record<string, string>>
}

/** RFC 6749 §5.2: 401 for a client that is not who it says, 400 for all else; a fault is not ours to catch. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof TokenError || error instanceof AuthorizationError)
    return {
      status: error.error === 'invalid_client' ? 401 : 400,
      error: error.error,
      description: error.message,
      section: error.section,
      headers: {},
    }
  if (error instanceof HttpError)
    return {
      status: error.status,
      error: 'invalid_request',
      description: error.message,
      section: 'RFC 6749 §3.2',
      headers: error.headers,
    }
  throw error
}

const errorResponse = (op: Op, { status, error, description, headers }: Refusal): HttpResponse =>
  json(
    status,
    { error, error_description: errorText(description) },
    {
      ...headers,
      ...(status === 401 ? { 'www-authenticate': `Basic realm="${op.issuer}"` } : {}),
    },
  )
