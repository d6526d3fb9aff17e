import { clientAddress, senderOf } from '../http/client-address.ts'
import { HttpError, type HttpRequest } from '../http/message.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'

/** How often in an hour somebody may register or replace a client, where anybody may: one address, and all at a tenant. */
export interface RegistrationLimits {
  readonly per_address: number
  readonly total: number
}

/** Counts a registration of a tenant before anything is done for it. Throws `HttpError` 429 (RFC 6585 §4). */
export type CheckRegistrationRate = (tenant_id: string, request: HttpRequest) => void

/** The addresses that are counted at a time: those of an attack of many count as all, in the end. */
const ADDRESSES = 10_000
const TENANTS = 10_000

/** What the limits need: the numbers, the time, and which header of a reverse proxy has the address. */
interface LimitMeans extends RegistrationLimits {
  readonly now: () => Seconds
  readonly proxy_header: string | undefined
}

/** The limits of this process, in its memory. A request whose address is not known counts in the whole alone. */
export function registrationRate({
  per_address,
  total,
  now,
  proxy_header,
}: LimitMeans): CheckRegistrationRate {
  const ofAddress = createRateLimit({ per_hour: per_address, keys: ADDRESSES, now })
  const ofTenant = createRateLimit({ per_hour: total, keys: TENANTS, now })
  return (tenant_id, request) => {
    const sender = senderOf(clientAddress(request, proxy_header))
    const own = sender === undefined ? undefined : ofAddress(sender)
    if (own?.outcome === 'paused') throw tooMany('from this address', own.seconds)
    const all = ofTenant(tenant_id)
    if (all.outcome === 'paused') throw tooMany('here', all.seconds)
  }
}

const tooMany = (where: string, seconds: Seconds) =>
  new HttpError(429, `too many registrations ${where}: try again in ${seconds} seconds`, {
    'retry-after': String(seconds),
  })

/** Only where anybody may register: an initial access token has its own number, and somebody who answers for it. */
export const checkRate = (op: Op, request: HttpRequest): void => {
  if (op.registration === 'open') op.checkRegistrationRate(op.tenant.tenant_id, request)
}
