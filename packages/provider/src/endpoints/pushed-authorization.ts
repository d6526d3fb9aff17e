import { AuthorizationError } from '@gryphon/protocol'
import { resolveReturnAddress } from '../authorization/address.ts'
import { parseAuthorizationRequest } from '../authorization/parse.ts'
import { respondToClient } from '../client-authentication/respond-to-client.ts'
import type { Endpoint } from '../endpoint.ts'
import { json } from '../http/responses.ts'
import { pushRequest } from '../interaction/pushed-request.ts'
import { parametersOfRequestObject } from '../interaction/request-object.ts'
import type { Client } from '../model/client.ts'
import { type Parameters, parametersOf } from '../model/parameters.ts'
import type { Op } from '../op.ts'

/** Parameters that prove the client and are no part of the request (RFC 9126 §2.1). */
const OF_THE_CLIENT = ['client_secret', 'client_assertion', 'client_assertion_type']

/** The Pushed Authorization Request Endpoint (RFC 9126): the same checks as at the authorization endpoint, told at once. */
export const pushedAuthorizationEndpoint: Endpoint = {
  path: '/oauth/par',
  methods: ['POST'],
  cors: true,
  audience: 'program',
  metadata: ({ issuer, require_pushed_requests }) => ({
    pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
    require_pushed_authorization_requests: require_pushed_requests,
  }),
  respond: (op, request, request_id) =>
    respondToClient(
      op,
      request,
      { endpoint: 'pushed_authorization', request_id },
      async (asked) => {
        const { client, parameters } = asked
        const signed = parameters.has('request')
        const pushed = await checkedRequest(op, client, parameters)
        const request_uri = await pushRequest(op, client, pushed, signed)
        return json(201, { request_uri, expires_in: op.lifetimes.pushed_request })
      },
    ),
}

async function checkedRequest(op: Op, client: Client, sent: Parameters): Promise<Parameters> {
  if (sent.has('request_uri'))
    throw new AuthorizationError(
      'invalid_request',
      'request_uri may not be pushed',
      'RFC 9126 §2.1',
    )
  const object = sent.get('request')
  if (object === undefined && client.require_signed_request_object === true)
    throw new AuthorizationError(
      'invalid_request',
      'the request must be a signed request object',
      'RFC 9101 §10.5',
    )
  const parameters =
    object === undefined
      ? plainRequest(client, sent)
      : await parametersOfRequestObject(op, client, object)
  const to = resolveReturnAddress(parameters, client, op.issuer)
  parseAuthorizationRequest('pushed', parameters, to, op)
  return parameters
}

/** What was sent but for the client's proof; the client is named by its authentication, whether or not the form names it too. */
const plainRequest = ({ client_id }: Client, sent: Parameters) =>
  parametersOf([
    ...[...sent].filter(([name]) => name !== 'client_id' && !OF_THE_CLIENT.includes(name)),
    ['client_id', client_id],
  ])
