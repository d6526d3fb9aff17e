import type { Dpop } from './dpop.ts'
import { ClientError } from './errors.ts'
import type { TokenType } from './login.ts'

/** An access token as the token endpoint gave it: `Login` and `Tokens` are such. */
export interface AccessToken {
  readonly access_token: string
  readonly token_type?: TokenType
}

/** How an access token goes with a request. */
export interface Presentation {
  readonly access_token: string
  readonly authorization: string
  /** What proves possession of its key, for a token that is bound to one. */
  readonly dpop: Dpop | undefined
}

/**
 * How a client presents this access token (RFC 6750 §2.1, RFC 9449 §7.1). One that is given as text is taken as what the
 * token endpoint gives this client: one from the front channel is never bound, and needs `token_type: 'Bearer'` beside it
 * where the others are.
 */
export const presentationOf = (
  { dpop }: { readonly dpop: Dpop | undefined },
  access: string | AccessToken,
): Presentation => {
  const given: AccessToken = typeof access === 'string' ? { access_token: access } : access
  const { access_token, token_type = dpop === undefined ? 'Bearer' : 'DPoP' } = given
  if (token_type === 'DPoP' && dpop === undefined)
    throw new ClientError(
      'configuration_invalid',
      'the access token is bound to a key: pass dpop',
      {
        section: 'RFC 9449 §7.1',
      },
    )
  return {
    access_token,
    authorization: `${token_type} ${access_token}`,
    dpop: token_type === 'DPoP' ? dpop : undefined,
  }
}
