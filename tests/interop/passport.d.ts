/** What these tests use of `passport`, which has no types of its own. */
declare module 'passport' {
  import type { RequestHandler } from 'express'
  import type { Strategy } from 'passport-openidconnect'

  interface Authenticator {
    use(strategy: Strategy): Authenticator
    authenticate(name: string, options: { readonly session: false }): RequestHandler
  }

  const passport: Authenticator
  export default passport
}

/** And of `passport-openidconnect`. */
declare module 'passport-openidconnect' {
  export interface Profile {
    readonly id: string
    readonly displayName?: string
    readonly emails?: readonly { readonly value: string }[]
  }

  export interface Tokens {
    readonly token_type: string
    readonly scope?: string
  }

  interface Options {
    readonly issuer: string
    readonly authorizationURL: string
    readonly tokenURL: string
    readonly userInfoURL: string
    readonly clientID: string
    readonly clientSecret: string
    readonly callbackURL: string
    readonly scope: readonly string[]
    readonly nonce?: boolean
    readonly maxAge?: number
    readonly display?: string
    readonly uiLocales?: string
    readonly acrValues?: string
    readonly claims?: object
  }

  /** How many parameters it declares tells the library that UserInfo is wanted. */
  type Verify = (
    issuer: string,
    userinfo: Profile,
    id_token_profile: Profile,
    context: object,
    id_token: string,
    access_token: string,
    refresh_token: string | undefined,
    tokens: Tokens,
    verified: (error: null, user: object) => void,
  ) => void

  export class Strategy {
    constructor(options: Options, verify: Verify)
    readonly name: string
  }
}
