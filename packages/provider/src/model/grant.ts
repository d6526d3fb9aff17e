import type { ClaimsRequest } from './claims-request.ts'
import type { Authentication } from './session.ts'

/** What an End-User has authorized a client to have. Every artefact belongs to one, and falls with it. */
export interface Grant extends Authentication {
  readonly grant_id: string
  readonly client_id: string
  readonly scope: readonly string[]
  /** The APIs its access tokens may be for (RFC 8707). */
  readonly resource: readonly string[]
  /** What was asked for by `claims` (Core §5.5), and may be told. */
  readonly claims?: ClaimsRequest
  /** The languages in which claims are wanted, best first (Core §5.2). */
  readonly claims_locales?: readonly string[]
  readonly nonce?: string
  readonly sid?: string
}

/** Why a grant was revoked, for the audit event. */
export type RevocationReason =
  | 'code_replayed'
  | 'refresh_token_reused'
  | 'revoked_by_client'
  | 'revoked_by_operator'
  | 'signed_out'

/**
 * The session with whose end a grant is revoked: its own, unless it was granted to last beyond it by `offline_access`
 * (Back-Channel Logout §2.7, Core §11).
 */
export const sessionItFallsWith = ({ scope, sid }: Grant): string | undefined =>
  scope.includes('offline_access') ? undefined : sid
