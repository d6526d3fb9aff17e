import type { Dpop } from './dpop.ts'
import type { BackChannelRequest, BackChannelResponse, MakeExchange } from './exchange.ts'
import { parseJsonObject } from './json.ts'

/** An answer of either kind of server, as far as it can ask for a nonce. */
interface Answer {
  readonly status: number
  readonly headers: Headers
}

/** Whether a challenge of the scheme DPoP says so; looked through once, however long it is. */
const asksForNonce = (challenges: string): boolean => {
  const start = challenges.search(/\bdpop\b/i)
  return start !== -1 && /\berror="?use_dpop_nonce\b/i.test(challenges.slice(start))
}

/** RFC 9449 §9: a resource server asks for its nonce. */
export const isNonceChallenge = ({ status, headers }: Answer): boolean =>
  status === 401 && headers.has('dpop-nonce') && asksForNonce(headers.get('www-authenticate') ?? '')

/** RFC 9449 §8: an authorization server asks for its nonce. */
const isNonceError = ({ status, headers, body }: BackChannelResponse): boolean =>
  status === 400 && headers.has('dpop-nonce') && parseJsonObject(body)?.error === 'use_dpop_nonce'

/**
 * Makes an exchange with a proof of possession where there is a key, and once more with the nonce that the server asks for
 * (RFC 9449 §8, §9). `make` is called for each try: a client assertion is good for one request only.
 */
export const exchangeWithProof = async (
  { dpop, exchange }: { readonly dpop: Dpop | undefined; readonly exchange: MakeExchange },
  make: () => Promise<BackChannelRequest>,
  access_token?: string,
): Promise<BackChannelResponse> => {
  if (dpop === undefined) return exchange(await make())
  const attempt = async () => {
    const request = await make()
    const { method, url, headers } = request
    const proof = await dpop.prove({ method, url, access_token })
    const response = await exchange({ ...request, headers: { ...headers, dpop: proof } })
    dpop.learn(url, response.headers)
    return response
  }
  const first = await attempt()
  return isNonceError(first) || isNonceChallenge(first) ? attempt() : first
}
