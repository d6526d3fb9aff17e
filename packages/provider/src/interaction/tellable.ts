import { AuthorizationError } from '@gryphon/protocol'
import { StoreUnavailable } from '../model/store-unavailable.ts'

/**
 * What a client is told, where it can be told: a refusal as it is, and that the store is away (`temporarily_unavailable`,
 * RFC 6749 §4.1.2.1) with the fault as its cause, for the log. Any other fault is thrown.
 */
export function tellable(fault: unknown): AuthorizationError {
  if (fault instanceof AuthorizationError) return fault
  if (!(fault instanceof StoreUnavailable)) throw fault
  const description = 'the database cannot be reached for the moment'
  const error = new AuthorizationError('temporarily_unavailable', description, 'RFC 6749 §4.1.2.1')
  error.cause = fault
  return error
}
