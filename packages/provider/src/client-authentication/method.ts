import type { ClientAuthenticationMethod } from '@gryphon/protocol'
import type { HttpRequest } from '../http/message.ts'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Op } from '../op.ts'

/** What a request shows for a client. */
export interface Presented {
  readonly client_id: string
  /** The secret or assertion; empty for `none`. */
  readonly proof: string
}

/** One way for a client to prove who it is (Core §9). */
export interface AuthenticationMethod {
  readonly method: ClientAuthenticationMethod
  /** The algs of its assertions, where it has any. */
  readonly algorithms?: readonly string[]
  /** What the request shows in this way; `undefined` where it does not use it. Throws `TokenError` where it is malformed. */
  presented(request: HttpRequest, parameters: Parameters): Presented | undefined
  /** Throws `TokenError` where the proof is not this client's. */
  check(proof: string, client: Client, op: Op): Promise<void>
}
