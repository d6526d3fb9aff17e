import type { ArtefactsOf, Display, Prompt, ResponseMode, ResponseType } from '@gryphon/protocol'
import type { ClaimsRequest } from './claims-request.ts'
import type { Client } from './client.ts'
import type { Resource } from './resource.ts'
import type { Seconds } from './seconds.ts'

declare const checked: unique symbol

/** Where an answer may be sent. Only `resolveReturnAddress` makes one, so nothing is redirected to an unchecked URI. */
export interface ReturnAddress {
  readonly [checked]: true
  readonly client: Client
  readonly redirect_uri: string
  /** Whether the request named it: then the token request must too (RFC 6749 §4.1.3). */
  readonly redirect_uri_named: boolean
  readonly response_mode: ResponseMode
  readonly state: string | undefined
  readonly iss: string
  /** Languages that the request wishes for, best first (BCP 47): on the way back too. */
  readonly ui_locales: readonly string[]
}

interface Common {
  /** Names this request, for evidence: what the End-User did for it. */
  readonly id: string
  readonly to: ReturnAddress
  readonly scope: readonly string[]
  /** What the client asked for, before unknown scopes were left out (RFC 6749 §3.3). */
  readonly asked_scope: readonly string[]
  readonly resources: readonly Resource[]
  readonly prompt: readonly Prompt[]
  readonly max_age: Seconds | undefined
  readonly login_hint: string | undefined
  /** What `claims` asks for (Core §5.5). */
  readonly claims: ClaimsRequest | undefined
  readonly acr_values: readonly string[]
  /** The subject of `id_token_hint`, which an ID Token of ours named (Core §3.1.2.1). */
  readonly hinted_sub: string | undefined
  readonly ui_locales: readonly string[]
  readonly claims_locales: readonly string[]
  readonly display: Display
}

/** A checked Authentication Request: one member per response type, in which what that type requires is not optional. */
export type AuthorizationRequest = {
  [R in ResponseType]: Common & {
    readonly response_type: R
    readonly nonce: 'id_token' extends ArtefactsOf<R> ? string : string | undefined
    readonly code_challenge: 'code' extends ArtefactsOf<R> ? string | undefined : undefined
  }
}[ResponseType]
