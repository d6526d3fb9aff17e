import type { Jwks } from '@gryphon/protocol'
import { createLocalJWKSet, errors, type JWTHeaderParameters } from 'jose'
import { asText } from './checks/rule.ts'
import { ClientError } from './errors.ts'

/** The keys of an OP. */
export interface KeySet {
  /** The one key that a header names, at once if it was used before. Throws `ClientError`. */
  readonly find: (header: JWTHeaderParameters) => CryptoKey | Promise<CryptoKey>
}

/** After this many seconds the keys are fetched anew. */
const MAX_AGE = 600

/**
 * An unknown `kid` fetches them anew too, but not sooner than this after the last time: a `kid` is
 * anyone's to make up.
 */
const COOLDOWN = 30

/**
 * After a failure nobody asks again for this long: an OP that is down is not made to answer
 * everyone.
 */
const PAUSE = 5

interface Fetched {
  readonly at: number
  /** Those that were used before, by what headers call them. */
  readonly known: Map<string, CryptoKey>
  readonly find: (header: JWTHeaderParameters) => Promise<CryptoKey>
}

/** Shorter RSA keys are not used (RFC 7518 §3.3). */
const SHORTEST_MODULUS = 2048

const checkLength = (key: CryptoKey) => {
  const { modulusLength } = key.algorithm as Partial<RsaKeyAlgorithm>
  if (modulusLength === undefined || modulusLength >= SHORTEST_MODULUS) return
  throw new TypeError(`the modulus has ${modulusLength} bits`)
}

/** A list of one name is none, though it reads like it; and nothing is fetched for it. */
const checkKid = ({ kid }: JWTHeaderParameters) => {
  if (kid === undefined || typeof kid === 'string') return
  throw new ClientError('key_unknown', 'kid is no text', {
    section: 'RFC 7515 §4.1.4',
    found: asText(kid),
  })
}

const nameOf = ({ alg, kid }: JWTHeaderParameters) => (kid === undefined ? alg : `${alg} ${kid}`)

const open = (jwks: Jwks, at: number): Fetched => {
  const find = createLocalJWKSet(structuredClone(jwks) as never)
  const known = new Map<string, CryptoKey>()
  return {
    at,
    known,
    find: async (header) => {
      const key = await find(header)
      checkLength(key)
      known.set(nameOf(header), key)
      return key
    },
  }
}

const keyError = (error: unknown, header: JWTHeaderParameters): ClientError => {
  const found = header.kid ?? 'no kid'
  if (error instanceof errors.JWKSNoMatchingKey)
    return new ClientError('key_unknown', 'no key of the OP fits the JWT', {
      section: 'Core §10.1',
      found,
    })
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return new ClientError('key_ambiguous', 'several keys fit a JWT without kid', {
      section: 'Core §10.1',
      found,
    })
  return new ClientError('jwks_malformed', 'the key of the JWT cannot be used', {
    section: 'RFC 7517 §4',
    found,
    cause: error,
  })
}

/**
 * The keys that `fetchJwks` gives, kept, and fetched again when they are old or a `kid` is unknown;
 * one fetch at a time.
 */
export const createKeySet = (fetchJwks: () => Promise<Jwks>, now: () => number): KeySet => {
  let fetched: Fetched | undefined
  let pending: Promise<Fetched> | undefined
  let failed: { readonly at: number; readonly error: unknown } | undefined
  const load = async (): Promise<Fetched> => {
    try {
      const jwks = await fetchJwks()
      fetched = open(jwks, now())
      return fetched
    } catch (error) {
      failed = { at: now(), error }
      throw error
    }
  }
  const fetchOnce = async () => {
    if (failed !== undefined && now() - failed.at < PAUSE) throw failed.error
    pending ??= load().finally(() => {
      pending = undefined
    })
    return pending
  }
  const fresh = () => (fetched !== undefined && now() - fetched.at < MAX_AGE ? fetched : undefined)

  const search = async (header: JWTHeaderParameters) => {
    const keys = fresh() ?? (await fetchOnce())
    try {
      return await keys.find(header)
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey
      if (!isUnknown || now() - keys.at < COOLDOWN) throw keyError(error, header)
    }
    const newer = await fetchOnce()
    return newer.find(header).catch((error: unknown) => {
      throw keyError(error, header)
    })
  }
  return {
    find: (header) => {
      checkKid(header)
      return fresh()?.known.get(nameOf(header)) ?? search(header)
    },
  }
}
