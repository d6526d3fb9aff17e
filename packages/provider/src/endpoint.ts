import type { HttpRequest, HttpResponse } from './http/message.ts'
import type { Op } from './op.ts'

/** An endpoint as a value: where it is, what it says of itself in discovery, and what it answers. */
export interface Endpoint {
  /** Below the issuer. One that ends in `/*` has every path under it. */
  readonly path: string
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[]
  /** Whether scripts of any origin may call it: its credentials are in the request, never in a cookie. */
  readonly cors: boolean
  /** Whether a person reads what it answers: then faults are pages, else JSON. */
  readonly audience: 'person' | 'program'
  /** Whether this OP has it; one that is off is not there. On when left out. */
  isOn?(op: Op): boolean
  metadata(op: Op): Readonly<Record<string, unknown>>
  respond(op: Op, request: HttpRequest, request_id: string): Promise<HttpResponse>
}
