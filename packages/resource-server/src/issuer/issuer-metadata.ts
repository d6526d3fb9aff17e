import type { Jwks } from '@gryphon/protocol'
import type { FetchJson } from '../fetch-json.ts'

/** Discovery §4 first; RFC 8414 §3 for an authorization server that is no OP. */
const wellKnown = (issuer: string) => {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ] as const
}

/**
 * Where the issuer's metadata say that something is (Discovery §4.3, RFC 8414 §3.3: exactly this
 * issuer's).
 */
export const discoverEndpoint = async (
  fetchJson: FetchJson,
  issuer: string,
  name: 'jwks_uri' | 'introspection_endpoint',
): Promise<string> => {
  const [openid, oauth] = wellKnown(issuer)
  const metadata = await fetchJson(openid).catch(() => fetchJson(oauth))
  if (metadata.issuer !== issuer) throw new Error('the metadata are of another issuer')
  const url = metadata[name]
  if (typeof url !== 'string') throw new Error(`the metadata have no ${name}`)
  return url
}

/** The issuer's public keys, at `jwks_uri` or where its metadata say. */
export const fetchIssuerKeys = async (
  fetchJson: FetchJson,
  issuer: string,
  jwks_uri: string | undefined,
): Promise<Jwks> => {
  const { keys } = await fetchJson(
    jwks_uri ?? (await discoverEndpoint(fetchJson, issuer, 'jwks_uri')),
  )
  if (!Array.isArray(keys)) throw new Error('the JWK Set has no keys')
  return { keys }
}
