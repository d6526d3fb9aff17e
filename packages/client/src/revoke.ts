import { endpointOf } from './endpoint.ts'
import type { Party } from './party.ts'
import { refusalOf, sendAsClient } from './token-request.ts'

/**
 * Revokes a token, and forgets what came of it; an unknown one is as good as revoked (RFC 7009
 * §2.2).
 */
export const revoke = async (
  party: Party,
  token: string,
  token_type_hint?: 'access_token' | 'refresh_token',
): Promise<void> => {
  const url = endpointOf(party, 'revocation_endpoint')
  const request = { purpose: 'revocation', url } as const
  party.flights.forget(party.client.client_id, token)
  const response = await sendAsClient(party, request, { token, token_type_hint })
  if (response.status !== 200) throw refusalOf('revocation_error', response, 'RFC 7009 §2.2.1')
}
