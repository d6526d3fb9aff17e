import type { Seconds } from '@gryphon/provider'
import type { Admission } from './throttle.ts'

/** Lets so many through at once, and then one in a while: per tenant, for what nobody has a name for yet. */
export type RateLimit = (tenant_id: string, now: Seconds) => Admission

/**
 * A limit that lets `burst` through at once, and one more every `every` seconds (a leaky bucket as a meter). It keeps one number
 * for each tenant.
 *
 * @example createRateLimit({ burst: 60, every: 2 })('default', 0) // { outcome: 'admitted' }
 */
export const createRateLimit = (bounds: {
  readonly burst: number
  readonly every: Seconds
}): RateLimit => {
  /** When each tenant will have its whole burst again. */
  const full_at = new Map<string, Seconds>()
  return (tenant_id, now) => {
    const next = Math.max(full_at.get(tenant_id) ?? now, now) + bounds.every
    const wait = next - now - bounds.burst * bounds.every
    if (wait > 0) return { outcome: 'paused', seconds: wait }
    full_at.set(tenant_id, next)
    return { outcome: 'admitted' }
  }
}
