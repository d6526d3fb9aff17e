import type { AuthorizationError, Interaction } from '@gryphon/protocol'
import type { AuthorizationRequest, ReturnAddress } from './request.ts'
import type { Consent, Session } from './session.ts'

/** What is to be done about an Authorization Request. */
export type AuthorizationDecision =
  | { readonly kind: 'reject'; readonly error: AuthorizationError }
  | {
      readonly kind: 'redirect_error'
      readonly to: ReturnAddress
      readonly error: AuthorizationError
    }
  | {
      readonly kind: 'interact'
      readonly prompt: Interaction
      readonly request: AuthorizationRequest
      readonly session: Session | undefined
      /** What the person of the session has allowed the client before. */
      readonly consent: Consent | undefined
    }
  | {
      readonly kind: 'issue'
      readonly request: AuthorizationRequest
      readonly session: Session
      readonly consent: Consent | undefined
    }
