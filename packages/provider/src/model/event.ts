import type { ResponseType } from '@gryphon/protocol'
import type { RevocationReason } from './grant.ts'
import type { Seconds } from './seconds.ts'

/** A token that the token endpoint issues. */
export type TokenKind = 'access_token' | 'id_token' | 'refresh_token'

/** What happened, for logs and audit. No code, token, secret or cookie value is ever in one. */
export type ProviderEvent = {
  readonly tenant_id: string | undefined
  readonly request_id: string
} & (
  | {
      readonly event: 'authorization.refused'
      readonly client_id: string | undefined
      readonly error: string
      readonly description: string
      readonly section: string
      /** What came in, as far as it may be seen. */
      readonly received?: Readonly<Record<string, string>>
      /** The addresses that the client has registered, where the request led to none of them. */
      readonly redirect_uris?: readonly string[]
    }
  | {
      readonly event: 'authorization.issued'
      readonly client_id: string
      readonly sub: string
      readonly response_type: ResponseType
      readonly grant_id: string
    }
  | { readonly event: 'signed_in'; readonly client_id: string; readonly sub: string }
  | {
      readonly event: 'signed_out'
      /** The client that asked for it, if one did. */
      readonly client_id: string | undefined
      readonly sub: string
      /** Every session that ended; its grants are revoked, but those that `offline_access` lets last. */
      readonly sids: readonly string[]
    }
  | {
      readonly event: 'logout.refused'
      readonly client_id: string | undefined
      readonly error: string
      readonly description: string
      readonly section: string
      /** What came in, as far as it may be seen. */
      readonly received?: Readonly<Record<string, string>>
      /** The addresses that the client has registered for the end of a logout. */
      readonly post_logout_redirect_uris?: readonly string[]
    }
  | {
      /** A client that registered itself was one too many for the session, and will not hear of its end. */
      readonly event: 'logout.unheard'
      readonly client_id: string
      readonly sid: string
    }
  | { readonly event: 'logout.delivered'; readonly client_id: string; readonly sid: string }
  | {
      /** A client could not be told; it is tried again, unless it was `given_up`. */
      readonly event: 'logout.undelivered' | 'logout.given_up'
      readonly client_id: string
      readonly sid: string
      readonly attempts: number
      readonly reason: string
    }
  | {
      readonly event: 'consent.given' | 'consent.denied'
      readonly client_id: string
      readonly sub: string
      readonly scope: readonly string[]
    }
  | {
      readonly event: 'token.issued'
      readonly client_id: string
      /** Absent where the client acts for itself (RFC 6749 §4.4). */
      readonly grant_id: string | undefined
      readonly grant_type: string
      /** Which there are in the answer. */
      readonly tokens: readonly TokenKind[]
    }
  | {
      readonly event: 'token.refused'
      readonly endpoint: string
      readonly client_id: string | undefined
      readonly error: string
      readonly description: string
      readonly section: string
      /** What came in, as far as it may be seen. */
      readonly received?: Readonly<Record<string, string>>
    }
  | {
      readonly event: 'grant.revoked'
      readonly client_id: string
      readonly grant_id: string
      readonly reason: RevocationReason
    }
  | {
      /** The refresh token before the current one came within the grace: an honest retry, or somebody else who has it. */
      readonly event: 'refresh.grace'
      readonly client_id: string
      readonly grant_id: string
      /** The generation that both now hold. */
      readonly generation: number
    }
  | {
      readonly event: 'client.registered' | 'client.replaced' | 'client.removed'
      readonly client_id: string
    }
  | {
      /** A key's successor is there; it is used from then on. */
      readonly event: 'key.announced'
      readonly kid: string
      readonly alg: string
      readonly active_from: Seconds
    }
  | { readonly event: 'request.refused'; readonly status: number; readonly description: string }
  | { readonly event: 'response.large'; readonly client_id: string; readonly bytes: number }
  | { readonly event: 'fault'; readonly cause: unknown }
)
