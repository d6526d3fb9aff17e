import type { ProviderMetadata } from '@gryphon/protocol'
import { begin } from './begin.ts'
import { discover, fetchJwks } from './discovery.ts'
import { createDpop } from './dpop.ts'
import { ClientError } from './errors.ts'
import { createExchange } from './exchange.ts'
import { guardFetch } from './guarded-fetch.ts'
import { protectionOf } from './jwt-protection.ts'
import { createKeySet } from './key-set.ts'
import type { ClientMetadata } from './metadata.ts'
import { allowInsecure, type ClientOptions, leaveOut } from './options.ts'
import type { Party } from './party.ts'
import { PLATFORM } from './platform.ts'
import { receive } from './receive.ts'
import { refresh } from './refresh.ts'
import type { RelyingParty } from './relying-party.ts'
import { requestResource } from './resource-request.ts'
import { revoke } from './revoke.ts'
import { checkSecureUrl } from './secure-url.ts'
import { userinfo } from './userinfo.ts'

const insecureOf = (options: ClientOptions): 'allowed' | 'refused' =>
  options[allowInsecure] === true ? 'allowed' : 'refused'

const networkOf = (options: ClientOptions) => ({
  ...PLATFORM,
  ...options,
  insecure: insecureOf(options),
})

const exchangeOf = (options: ClientOptions) =>
  createExchange({ ...networkOf(options), trace: options.trace })

/** `none` is in few lists (Entra has it in none), and proves nothing that an OP could refuse. */
const checkAuthenticationMethod = (
  { token_endpoint_auth_methods_supported: known }: ProviderMetadata,
  { authentication }: ClientMetadata,
) => {
  const { method } = authentication
  if (known === undefined || method === 'none' || known.includes(method)) return
  throw new ClientError('authentication_method_unsupported', `the OP has no ${method}`, {
    section: 'Discovery §3',
    expected: known.join(' '),
    found: method,
  })
}

const dpopOf = (
  { dpop_signing_alg_values_supported: known }: ProviderMetadata,
  key: ClientOptions['dpop'],
  platform: Pick<Party, 'now' | 'random'>,
) => {
  if (key === undefined) return undefined
  const dpop = createDpop(key, platform)
  if (!Array.isArray(known) || known.includes(dpop.alg)) return dpop
  throw new ClientError('dpop_alg_unsupported', `the OP takes no proofs by ${dpop.alg}`, {
    section: 'RFC 9449 §5.1',
    expected: known.join(' '),
    found: dpop.alg,
  })
}

const createParty = (
  op: ProviderMetadata,
  client: ClientMetadata,
  options: ClientOptions,
): Party => {
  const { now, random, clock_tolerance } = { ...PLATFORM, ...options }
  const exchange = exchangeOf(options)
  const protection = {
    id_token: protectionOf(client, 'id_token'),
    authorization: protectionOf(client, 'authorization'),
  }
  checkAuthenticationMethod(op, client)
  checkSecureUrl(op.authorization_endpoint, 'authorization_endpoint', insecureOf(options))
  return {
    op,
    client,
    alg: protection.id_token.alg,
    protection,
    keys: createKeySet(() => fetchJwks(exchange, op.jwks_uri), now),
    exchange,
    fetch: guardFetch(networkOf(options)),
    now,
    random,
    clock_tolerance,
    trusted_audiences: options.trusted_audiences ?? [],
    s_hash: options.s_hash ?? 'if_present',
    leftOut: options[leaveOut] ?? [],
    dpop: dpopOf(op, options.dpop, { now, random }),
  }
}

/**
 * A relying party at an OP whose metadata are known: nothing is fetched but its keys, when they are first needed.
 *
 * @example
 * const rp = createClient(op_metadata, { client_id, redirect_uri, authentication: clientSecretBasic(secret) })
 */
export const createClient = (
  op: ProviderMetadata,
  metadata: ClientMetadata,
  options: ClientOptions = {},
): RelyingParty => {
  const party = createParty(op, metadata, options)
  return {
    op,
    begin: (request) => begin(party, request),
    receive: (response, transaction) => receive(party, response, transaction),
    refresh: (refresh_token, request) => refresh(party, refresh_token, request),
    userinfo: (access, expected_sub) => userinfo(party, access, expected_sub),
    fetch: (url, access, init) => requestResource(party, url, access, init),
    revoke: (token, token_type_hint) => revoke(party, token, token_type_hint),
  }
}

/**
 * A relying party at the OP of this issuer, which is asked what it can (Discovery §4). Throws `ClientError`: the document
 * must be of exactly this issuer, and every URL https.
 *
 * @example
 * const rp = await discoverClient('https://op.example.com', { client_id, redirect_uri, authentication: none() })
 */
export const discoverClient = async (
  issuer: string,
  metadata: ClientMetadata,
  options: ClientOptions = {},
): Promise<RelyingParty> =>
  createClient(await discover(exchangeOf(options), issuer), metadata, options)
