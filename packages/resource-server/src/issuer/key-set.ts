import type { Jwks } from '@gryphon/protocol'
import { createLocalJWKSet, errors, type JWTHeaderParameters } from 'jose'
import { AccessError, invalidToken } from '../errors.ts'
import { reasonOf } from '../reason.ts'
import { createKept, type Fetched } from './kept.ts'

/** Finds the one key of the issuer that a header names; at once, where it is known. Throws `AccessError`. */
export type FindKey = (header: JWTHeaderParameters) => CryptoKey | Promise<CryptoKey>

/** Kept for ten minutes, and for an hour more while the issuer cannot be reached. */
const KEEPING = { max_age: 600, stale_if_error: 3600, pause: 5 } as const

/**
 * An unknown `kid` fetches them anew too, but not sooner than this after the last time: a `kid` is
 * anyone's to make up.
 */
const COOLDOWN = 30

const SECTION = 'RFC 9068 §4'

/** The issuer's own trouble is no fault of the request. */
const unavailable = (cause: unknown) =>
  new AccessError('keys_unavailable', 'the keys of the issuer cannot be had now', {
    status: 503,
    section: SECTION,
    retry_after: KEEPING.pause,
    found: reasonOf(cause),
    cause,
  })

const notFound = (cause: unknown) =>
  cause instanceof errors.JWKSMultipleMatchingKeys
    ? invalidToken('key_ambiguous', 'the access token does not say which key signed it', {
        section: 'RFC 7515 §4.1.4',
        cause,
      })
    : invalidToken('key_unknown', 'the access token is signed with an unknown key', {
        section: SECTION,
        cause,
      })

interface Keys {
  readonly find: ReturnType<typeof createLocalJWKSet>
  /** Those that were found before, by algorithm and `kid`. */
  readonly known: Map<string, CryptoKey>
}

const keysOf = (jwks: Jwks): Keys => ({
  find: createLocalJWKSet(structuredClone(jwks) as never),
  known: new Map(),
})

const nameOf = ({ alg, kid }: JWTHeaderParameters) => (kid === undefined ? alg : `${alg} ${kid}`)

const findIn = async ({ find, known }: Keys, header: JWTHeaderParameters) => {
  const key = await find(header)
  known.set(nameOf(header), key)
  return key
}

/**
 * The keys that `fetchJwks` gives, kept, and fetched again when they are old or a `kid` is unknown;
 * one fetch at a time.
 */
export const createKeySet = (fetchJwks: () => Promise<Jwks>, now: () => number): FindKey => {
  const kept = createKept(
    async () => {
      try {
        return keysOf(await fetchJwks())
      } catch (error) {
        throw unavailable(error)
      }
    },
    now,
    KEEPING,
  )
  const findAnew = async (header: JWTHeaderParameters, { at, value }: Fetched<Keys>) => {
    try {
      return await findIn(value, header)
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey
      if (!isUnknown || now() - at < COOLDOWN) throw notFound(error)
    }
    const newer = await kept.refresh()
    return findIn(newer.value, header).catch((error: unknown) => {
      throw notFound(error)
    })
  }
  return (header) => {
    const current = kept.current()
    if (current instanceof Promise) return current.then((keys) => findAnew(header, keys))
    return current.value.known.get(nameOf(header)) ?? findAnew(header, current)
  }
}
