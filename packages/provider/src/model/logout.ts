import type { Seconds } from './seconds.ts'

/** A logout token that is to be sent (Back-Channel Logout §2.5), until it has arrived or was given up. */
export interface LogoutDelivery {
  readonly delivery_id: string
  readonly client_id: string
  readonly sub: string
  readonly sid: string
  /** Present where the client had registered itself (RFC 7591) when this was queued: such deliveries have a line of their own. */
  readonly client_registered?: 'itself'
  readonly attempts: number
  /** When it is tried next. */
  readonly next_at: Seconds
  /** When it was given up; it stays for the operator to see until `expires_at`. */
  readonly failed_at?: Seconds
  /** Why the last attempt failed, in plain words. */
  readonly reason?: string
  readonly expires_at: Seconds
}
