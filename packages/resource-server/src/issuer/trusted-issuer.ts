import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '@gryphon/protocol'
import { createFetchJson, type FetchText } from '../fetch-json.ts'
import { createIntrospect, type Introspect } from '../introspection/introspection.ts'
import type { SignatureExpectation } from '../token/jwt-access-token.ts'
import { type IssuerConfig, untyped } from './issuer-config.ts'
import { fetchIssuerKeys } from './issuer-metadata.ts'
import { createKeySet } from './key-set.ts'

/** An issuer whose tokens are accepted: what they look like, its keys, and how it is asked. */
export interface TrustedIssuer {
  readonly config: IssuerConfig
  readonly signature: SignatureExpectation
  readonly introspect: Introspect | undefined
  /** Whether a token that is no JWT is taken for one of its own. */
  readonly opaque: 'accept' | 'refuse'
}

/** What an issuer is reached with. */
export interface IssuerTools {
  readonly fetchText: FetchText
  readonly now: () => number
  readonly random: (octets: number) => Uint8Array
}

const ASYMMETRIC = Object.keys(SIGNING_ALGORITHMS) as readonly SigningAlgorithm[]

/** An issuer as its configuration describes it; nothing is asked of it yet. */
export const createTrustedIssuer = (config: IssuerConfig, tools: IssuerTools): TrustedIssuer => {
  const { issuer, jwks_uri, algorithms = ASYMMETRIC, introspection } = config
  const { fetchText, now } = tools
  const fetchJson = createFetchJson(fetchText)
  const findKey = createKeySet(() => fetchIssuerKeys(fetchJson, issuer, jwks_uri), now)
  const typ = config[untyped] === true ? 'untyped' : 'at+jwt'
  const signature: SignatureExpectation = { algorithms, findKey, typ }
  return {
    config,
    signature,
    introspect:
      introspection === undefined
        ? undefined
        : createIntrospect(introspection, { ...tools, issuer, signature }),
    opaque: introspection === undefined ? 'refuse' : (introspection.opaque ?? 'accept'),
  }
}
