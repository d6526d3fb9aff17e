import { STANDARD_SCOPES } from '@gryphon/protocol'
import type { Endpoint } from '../endpoint.ts'
import type { Op } from '../op.ts'

/** How long metadata and keys may be kept, in seconds. Keys are announced for longer before they sign. */
const DOCUMENT_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
}

/**
 * What the OP says of itself (Discovery §3, RFC 8414 §2): a fold over its endpoints, so that what is there is told. A list of
 * nothing is left out (RFC 8414 §3.2).
 */
export function metadataOf(op: Op, endpoints: readonly Endpoint[]) {
  const told = endpoints.flatMap((endpoint) => Object.entries(endpoint.metadata(op)))
  const isSomething = ([, value]: readonly [string, unknown]) =>
    !Array.isArray(value) || value.length > 0
  return { issuer: op.issuer, ...Object.fromEntries(told.filter(isSomething)) }
}

/** A document that anyone may read and keep; its text is made once for each value of the OP. */
function document(
  path: string,
  write: (op: Op) => string,
  metadata: Endpoint['metadata'],
): Endpoint {
  const texts = new WeakMap<Op, string>()
  const textOf = (op: Op) => {
    const text = texts.get(op) ?? write(op)
    texts.set(op, text)
    return text
  }
  return {
    path,
    methods: ['GET'],
    cors: true,
    audience: 'program',
    metadata,
    respond: async (op) => ({ status: 200, headers: DOCUMENT_HEADERS, body: textOf(op) }),
  }
}

/** The key set (RFC 7517 §5): public halves of every key that is announced, signs, or is still needed. */
export const jwksEndpoint: Endpoint = document(
  '/.well-known/jwks.json',
  (op) => op.keys.jwks(),
  (op) => ({ jwks_uri: `${op.issuer}/.well-known/jwks.json` }),
)

/** The two documents of metadata, which say the same. */
export function discoveryEndpoints(others: readonly Endpoint[]): readonly Endpoint[] {
  const text = (op: Op) => JSON.stringify(metadataOf(op, others.concat(general)))
  const general = document('/.well-known/openid-configuration', text, (op) => ({
    scopes_supported: [
      ...STANDARD_SCOPES,
      ...new Set(op.resources.flatMap(({ scopes }) => scopes.map(({ scope }) => scope))),
    ],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: op.keys.algs,
    claim_types_supported: ['normal'],
  }))
  return [general, document('/.well-known/oauth-authorization-server', text, () => ({}))]
}
