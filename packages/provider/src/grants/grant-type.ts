import type { ResponseParameters } from '../issuance/issue.ts'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'

/** What a token request came to. */
export interface Granted {
  /** Absent where a client acts for itself (RFC 6749 §4.4). */
  readonly grant_id?: string
  readonly parameters: ResponseParameters
}

/** One way to have tokens at the token endpoint (RFC 6749 §1.3). */
export interface GrantType {
  readonly grant_type: string
  /** Throws `TokenError`. */
  redeem(op: Op, client: Client, parameters: Parameters, request_id: string): Promise<Granted>
}
