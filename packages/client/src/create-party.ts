import type { ProviderMetadata } from '@gryphon/protocol'
import { checkMetadata } from './check-metadata.ts'
import { createDpop } from './dpop.ts'
import { ClientError } from './errors.ts'
import { createExchange, type MakeExchange } from './exchange.ts'
import { guardFetch } from './guarded-fetch.ts'
import { encryptionOf, protectionOf } from './jwt-protection.ts'
import type { ClientMetadata } from './metadata.ts'
import { createOpMemory, type OpMemory } from './op-memory.ts'
import { allowInsecure, type ClientOptions, leaveOut } from './options.ts'
import type { Party } from './party.ts'
import { PLATFORM } from './platform.ts'
import { checkSecureUrl } from './secure-url.ts'

const insecureOf = (options: ClientOptions): 'allowed' | 'refused' =>
  options[allowInsecure] === true ? 'allowed' : 'refused'

const networkOf = (options: ClientOptions) => ({
  ...PLATFORM,
  ...options,
  insecure: insecureOf(options),
})

/** The back channel, as the options have it. */
export const exchangeOf = (options: ClientOptions): MakeExchange =>
  createExchange({ ...networkOf(options), trace: options.trace })

/** What is remembered of an OP, as long as the options live. */
export const memoryOf = (op: ProviderMetadata, options: ClientOptions): OpMemory =>
  createOpMemory(op, exchangeOf(options), options.now ?? PLATFORM.now)

/** `none` is in few lists (Entra has it in none), and proves nothing that an OP could refuse. */
const checkAuthenticationMethod = (
  { token_endpoint_auth_methods_supported: known }: ProviderMetadata,
  { authentication }: ClientMetadata,
) => {
  const { method } = authentication
  if (!Array.isArray(known) || method === 'none' || known.includes(method)) return
  throw new ClientError('authentication_method_unsupported', `the OP has no ${method}`, {
    section: 'Discovery §3',
    expected: known.join(' '),
    found: method,
  })
}

const dpopOf = (
  { dpop_signing_alg_values_supported: known }: ProviderMetadata,
  key: ClientOptions['dpop'],
  holder: Parameters<typeof createDpop>[1],
) => {
  if (key === undefined) return undefined
  const dpop = createDpop(key, holder)
  if (!Array.isArray(known) || known.includes(dpop.alg)) return dpop
  throw new ClientError('dpop_alg_unsupported', `the OP takes no proofs by ${dpop.alg}`, {
    section: 'RFC 9449 §5.1',
    expected: known.join(' '),
    found: dpop.alg,
  })
}

/** Where the browser is sent to; the others are looked at when they are asked. */
const BROWSER_ENDPOINTS = ['authorization_endpoint', 'end_session_endpoint'] as const

/** Both parties and their means, checked as far as they can be before anything is asked. Throws `ClientError`. */
export const createParty = (
  op: ProviderMetadata,
  client: ClientMetadata,
  options: ClientOptions,
  { keys, flights, nonces }: OpMemory,
): Party => {
  const { now, random, clock_tolerance } = { ...PLATFORM, ...options }
  checkMetadata(client)
  const protection = {
    id_token: protectionOf(client, 'id_token'),
    authorization: protectionOf(client, 'authorization'),
  }
  encryptionOf(client, 'userinfo')
  checkAuthenticationMethod(op, client)
  for (const name of BROWSER_ENDPOINTS)
    if (op[name] !== undefined) checkSecureUrl(op[name], name, insecureOf(options))
  return {
    op,
    client,
    alg: protection.id_token.alg,
    protection,
    keys,
    flights,
    exchange: exchangeOf(options),
    api: guardFetch(networkOf(options)),
    now,
    random,
    clock_tolerance,
    trusted_audiences: options.trusted_audiences ?? [],
    s_hash: options.s_hash ?? 'if_present',
    leftOut: options[leaveOut] ?? [],
    dpop: dpopOf(op, options.dpop, { now, random, nonces }),
  }
}
