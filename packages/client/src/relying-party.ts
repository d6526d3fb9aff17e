import type { ProviderMetadata } from '@gryphon/protocol'
import type { AccessToken } from './access-token.ts'
import type { Check } from './check.ts'
import type { EndSession, EndSessionRequest } from './end-session.ts'
import type { FrontChannel, IdTokenClaims, Tokens, Userinfo } from './login.ts'
import type { LogoutRequest } from './logout-request.ts'
import type { LogoutToken, LogoutTokenOptions } from './logout-token.ts'
import type { ResourceRequest } from './resource-request.ts'
import type { AuthenticationRequest, Begun, Transaction } from './transaction.ts'

/** A relying party at one OP. Every method throws `ClientError`. */
export interface RelyingParty {
  /** What the OP says of itself. */
  readonly op: ProviderMetadata
  /**
   * Makes an Authentication Request, with `state`, `nonce` and, where there is a code, PKCE S256.
   */
  begin(request: AuthenticationRequest): Promise<Begun>
  /**
   * Checks the Authorization Response before any back-channel call: a `URL` (query or fragment), a `Request` (form_post or
   * query), or bare parameters, for whose way the caller then vouches.
   */
  receive(
    response: URL | Request | URLSearchParams,
    transaction: Transaction,
  ): Promise<FrontChannel>
  /**
   * Uses a refresh token (Core §12); `claims` are those of the login, which a new ID Token must
   * agree with.
   */
  refresh(
    refresh_token: string,
    request: {
      readonly claims: IdTokenClaims | undefined
      readonly scope?: string
      readonly resource?: string | readonly string[]
    },
  ): Promise<Tokens>
  /**
   * The UserInfo Response (Core §5.3), plain, signed or encrypted as it is registered, refused unless it is about
   * `expected_sub`.
   */
  userinfo(access: string | AccessToken, expected_sub: string): Promise<Userinfo>
  /**
   * Asks an API with an access token (RFC 6750), and the proof of its key where it is bound to one (RFC 9449 §7.1):
   * whatever the API answers is the answer. No redirect is followed.
   */
  fetch(url: string, access: string | AccessToken, init?: ResourceRequest): Promise<Response>
  /** Revokes an access or refresh token (RFC 7009). */
  revoke(token: string, token_type_hint?: 'access_token' | 'refresh_token'): Promise<void>
  /** Where to send the browser to log out at the OP (RP-Initiated Logout §2). Throws at once. */
  endSession(request?: EndSessionRequest): EndSession
  /**
   * Checks that the browser at the `post_logout_redirect_uri` comes from that logout: `state` is what `endSession` gave
   * (RP-Initiated Logout §3). Throws at once.
   */
  receiveEndSession(response: URL | Request, expected: { readonly state: string }): readonly Check[]
  /** Verifies a Logout Token (Back-Channel Logout §2.6), from the OP's request or bare. */
  receiveLogoutToken(request: Request | string, options?: LogoutTokenOptions): Promise<LogoutToken>
  /**
   * Checks a request to the `frontchannel_logout_uri`, and that it means this session (Front-Channel Logout §2). Throws at
   * once.
   */
  receiveLogoutRequest(request: URL | Request, session?: { readonly sid?: string }): LogoutRequest
}
