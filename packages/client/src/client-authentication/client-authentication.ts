import type { ClientAuthenticationMethod } from '@gryphon/protocol'

/** A way of client authentication: those of Core §9, and those of the TLS connection (RFC 8705 §2). */
export type AuthenticationMethod =
  | ClientAuthenticationMethod
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth'

/** What a way of client authentication is given. */
export interface AuthenticationInput {
  readonly client_id: string
  readonly issuer: string
  /** Of the OP's metadata, whichever endpoint is asked. */
  readonly token_endpoint: string
  /** Now, in seconds. */
  readonly now: number
  readonly random: (bytes: number) => Uint8Array
}

/** What it adds to a request. */
export interface Authentication {
  readonly headers?: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string>>
}

/** How a client proves who it is (Core §9), as a value: its name, and what it adds to a request. */
export interface ClientAuthentication {
  readonly method: AuthenticationMethod
  readonly authenticate: (input: AuthenticationInput) => Authentication | Promise<Authentication>
}
