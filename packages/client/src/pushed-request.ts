import { PUSHED_REQUEST_RULES } from './checks/pushed-request.ts'
import { runRules } from './checks/run-rules.ts'
import { endpointOf } from './endpoint.ts'
import { ClientError } from './errors.ts'
import { parseJsonObject, textAt } from './json.ts'
import type { Party } from './party.ts'
import type { FormParameters } from './request-parameters.ts'
import { refusalOf, sendAsClient } from './token-request.ts'

/** Whether requests are pushed: where the client asks for it, or the OP takes no others (RFC 9126 §5, §6). */
export const requiresPushing = ({ client, op }: Party): boolean =>
  client.require_pushed_authorization_requests === true ||
  op.require_pushed_authorization_requests === true

/**
 * Pushes a request as this client and gives what the browser carries in its place (RFC 9126 §2, §4). Throws `ClientError`
 * unless it was created.
 */
export const pushRequest = async (party: Party, sent: FormParameters): Promise<FormParameters> => {
  const url = endpointOf(party, 'pushed_authorization_request_endpoint')
  const response = await sendAsClient(party, { purpose: 'pushed_authorization', url }, sent)
  if (response.status !== 201)
    throw refusalOf('pushed_authorization_error', response, 'RFC 9126 §2.3', '201')
  const body = parseJsonObject(response.body)
  const source = 'pushed_authorization_response'
  if (body === undefined)
    throw new ClientError(
      'pushed_authorization_response_malformed',
      'the answer to the pushed request is no JSON object',
      { section: 'RFC 9126 §2.2', source },
    )
  runRules(PUSHED_REQUEST_RULES, body, { source, leftOut: party.leftOut, before: [] })
  return { client_id: party.client.client_id, request_uri: textAt(body, 'request_uri') ?? '' }
}
