import type { ClientAuthenticationMethod } from '@gryphon/protocol'

/** What a way of client authentication is given. */
export interface AuthenticationInput {
  readonly client_id: string
  readonly issuer: string
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
  readonly method: ClientAuthenticationMethod
  readonly authenticate: (input: AuthenticationInput) => Authentication | Promise<Authentication>
}
