import type { AccessToken } from '../access-token.ts'

const tokens = new WeakMap<object, AccessToken>()

/** Keeps the token of a request that was let through, for as long as the request lives. */
export const keepToken = (request: object, token: AccessToken): void => {
  tokens.set(request, token)
}

/**
 * The token that a request was let through with. Throws `TypeError` where no guard stood before.
 *
 * @example const hello = (request, response) => response.end(tokenOf(request).sub)
 */
export const tokenOf = (request: object): AccessToken => {
  const token = tokens.get(request)
  if (token === undefined) throw new TypeError('no guard stands before this route')
  return token
}
