import {
  base64url,
  type ClientAuthenticationMethod,
  HMAC_ALGORITHMS,
  isHmacAlgorithm,
} from '@gryphon/protocol'
import type { Keyring } from '../keys/keyring.ts'
import type { Client } from '../model/client.ts'
import type { Described } from './defaults.ts'

/** Random octets of a secret, before base64url: one that keys a MAC has as many characters as the largest needs (RFC 7518 §3.2). */
const SECRET_OCTETS: Readonly<Record<ClientAuthenticationMethod, number | undefined>> = {
  client_secret_basic: 32,
  client_secret_post: 32,
  client_secret_jwt: 48,
  private_key_jwt: undefined,
  none: undefined,
}

/** Whether a client proves itself by a secret. */
export const needsSecret = ({ token_endpoint_auth_method: method }: Described): boolean =>
  SECRET_OCTETS[method] !== undefined

/** A new secret for a client, where it proves itself by one (Dynamic Registration §3.2). */
export function newSecret(
  { token_endpoint_auth_method: method }: Described,
  random: (octets: number) => Uint8Array,
): string | undefined {
  const octets = SECRET_OCTETS[method]
  return octets === undefined ? undefined : base64url(random(octets))
}

const SHORTEST = 32

/** The fewest characters of a secret that somebody chose. */
export const shortestSecret = ({ token_endpoint_auth_signing_alg: alg }: Described): number =>
  isHmacAlgorithm(alg) ? HMAC_ALGORITHMS[alg].secret_octets : SHORTEST

/** What is kept of a secret: a keyed hash; and the secret itself, sealed, where a MAC needs it back (Core §9). */
export const keptOfSecret = (
  keys: Pick<Keyring, 'keyedHash' | 'seal'>,
  { token_endpoint_auth_method: method }: Described,
  client_secret: string | undefined,
): Pick<Client, 'client_secret_hash' | 'client_secret_sealed'> =>
  client_secret === undefined
    ? {}
    : {
        client_secret_hash: keys.keyedHash('client_secret', client_secret),
        ...(method === 'client_secret_jwt'
          ? { client_secret_sealed: keys.seal('client_secret', client_secret, NEVER) }
          : {}),
      }

/** A client's secret has no end of its own. */
const NEVER = Number.MAX_SAFE_INTEGER
