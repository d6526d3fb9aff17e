import type { Jwks, ProviderMetadata } from '@gryphon/protocol'
import { checkIssuer } from './check-issuer.ts'
import { ClientError } from './errors.ts'
import type { MakeExchange } from './exchange.ts'
import { type JsonObject, parseJsonObject, textAt } from './json.ts'
import { printable } from './printable.ts'

const NEEDED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const

const fetchJson = async (
  exchange: MakeExchange,
  purpose: 'discovery' | 'jwks',
  url: string,
): Promise<JsonObject> => {
  const { status, body } = await exchange({ purpose, method: 'GET', url })
  if (status !== 200)
    throw new ClientError('status_unexpected', `the ${purpose} request got status ${status}`, {
      section: 'Discovery §4.2',
      expected: '200',
      found: String(status),
    })
  const document = parseJsonObject(body)
  if (document === undefined)
    throw new ClientError(`${purpose}_malformed`, `the ${purpose} document is no JSON object`)
  return document
}

/** Discovery §4.3: the very same text, or the document is of someone else. */
const parseProviderMetadata = (document: JsonObject, issuer: string): ProviderMetadata => {
  if (document.issuer !== issuer) {
    const found = textAt(document, 'issuer')
    const message = `the discovery document of ${printable(issuer)} says that it is of ${printable(found ?? 'nobody')}`
    const details = { section: 'Discovery §4.3', expected: issuer, found }
    throw new ClientError('issuer_mismatch', message, details)
  }
  const missing = NEEDED.find((name) => textAt(document, name) === undefined)
  if (missing !== undefined)
    throw new ClientError('discovery_malformed', `the discovery document has no ${missing}`, {
      section: 'Discovery §3',
    })
  return document as ProviderMetadata
}

/** What the OP of this issuer says of itself (Discovery §4). Throws `ClientError`. */
export const discover = async (
  exchange: MakeExchange,
  issuer: string,
): Promise<ProviderMetadata> => {
  checkIssuer(issuer)
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  return parseProviderMetadata(await fetchJson(exchange, 'discovery', url), issuer)
}

/** The OP's public keys (Core §10.1). Throws `ClientError`. */
export const fetchJwks = async (exchange: MakeExchange, jwks_uri: string): Promise<Jwks> => {
  const document = await fetchJson(exchange, 'jwks', jwks_uri)
  if (!Array.isArray(document.keys))
    throw new ClientError('jwks_malformed', 'the JWK Set has no keys', { section: 'RFC 7517 §5' })
  return { keys: document.keys }
}
