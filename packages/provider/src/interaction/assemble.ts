import { AuthorizationError } from '@gryphon/protocol'
import { resolveReturnAddress } from '../authorization/address.ts'
import type { Client } from '../model/client.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'
import { findPushedRequest, isPushedRequestUri, type Use } from './pushed-request.ts'
import { fetchRequestObject, parametersOfRequestObject } from './request-object.ts'

/** The parameters of a request, wherever they were; or its refusal. */
export type Assembled =
  | { readonly outcome: 'assembled'; readonly parameters: Parameters }
  | {
      readonly outcome: 'refused'
      readonly decision: Extract<AuthorizationDecision, { kind: 'reject' | 'redirect_error' }>
    }

/** How a request came, for clients that must send it in one way. */
interface Source {
  readonly parameters: Parameters
  readonly pushed: boolean
  readonly signed: boolean
}

/**
 * Before the line begins: a request object, by value or by reference (RFC 9101), or a pushed request (RFC 9126), becomes the
 * plain parameters that every request is judged by.
 */
export async function assemble(
  op: Op,
  parameters: Parameters,
  use: Use = 'once',
): Promise<Assembled> {
  const client = await op.findClient(parameters.get('client_id') ?? '')
  // Without a client there is nothing to check an object with; the line says what is wrong.
  if (client === undefined) return { outcome: 'assembled', parameters }
  try {
    const source = await findSource(op, client, parameters, use)
    checkSource(op, client, source)
    return { outcome: 'assembled', parameters: source.parameters }
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error
    return { outcome: 'refused', decision: refusal(op, client, parameters, error) }
  }
}

async function findSource(
  op: Op,
  client: Client,
  parameters: Parameters,
  use: Use,
): Promise<Source> {
  const request = parameters.get('request')
  const request_uri = parameters.get('request_uri')
  if (request !== undefined && request_uri !== undefined)
    throw new AuthorizationError(
      'invalid_request',
      'request and request_uri came both',
      'RFC 9101 §5',
    )
  if (request_uri !== undefined && isPushedRequestUri(request_uri))
    return { ...(await findPushedRequest(op, client, { request_uri, use })), pushed: true }
  const object =
    request_uri === undefined ? request : await fetchRequestObject(op, client, request_uri)
  return object === undefined
    ? { parameters, pushed: false, signed: false }
    : {
        parameters: await parametersOfRequestObject(op, client, object),
        pushed: false,
        signed: true,
      }
}

function checkSource(op: Op, client: Client, { pushed, signed }: Source): void {
  if (!pushed && (client.require_pushed_authorization_requests ?? op.require_pushed_requests))
    throw new AuthorizationError('invalid_request', 'the request must be pushed', 'RFC 9126 §5, §6')
  if (!signed && client.require_signed_request_object === true)
    throw new AuthorizationError(
      'invalid_request',
      'the request must be a signed request object',
      'RFC 9101 §10.5',
    )
}

/** What is wrong with a request object is told to the client, where the parameters beside it say where that is: no guess is made. */
function refusal(op: Op, client: Client, outer: Parameters, error: AuthorizationError) {
  try {
    if (!outer.has('redirect_uri')) return { kind: 'reject', error, client } as const
    const to = resolveReturnAddress(outer, client, op.issuer)
    return { kind: 'redirect_error', to, error } as const
  } catch {
    return { kind: 'reject', error, client } as const
  }
}
