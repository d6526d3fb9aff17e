import type { Jwks } from '@gryphon/protocol'
import { createLocalJWKSet, errors, type JWTHeaderParameters } from 'jose'
import { AccessError } from './errors.ts'

/** Finds the one key of the issuer that a header names. Throws `AccessError`. */
export type FindKey = (header: JWTHeaderParameters) => Promise<CryptoKey>

/** After this many seconds the keys are fetched anew. */
const MAX_AGE = 600

/**
 * An unknown `kid` fetches them anew too, but not sooner than this after the last time: a `kid` is
 * anyone's to make up.
 */
const COOLDOWN = 30

/**
 * After a failure nobody asks again for this long: an issuer that is down is not made to answer
 * everyone.
 */
const PAUSE = 5

interface Fetched {
  readonly at: number
  readonly find: ReturnType<typeof createLocalJWKSet>
}

const unknownKey = (cause: unknown) =>
  new AccessError('key_unknown', 'the access token is signed with an unknown key', {
    status: 401,
    error: 'invalid_token',
    section: 'RFC 9068 §4',
    cause,
  })

/** The issuer's own trouble is no fault of the request. */
const unavailable = (cause: unknown) =>
  new AccessError('keys_unavailable', 'the keys of the issuer cannot be had now', {
    status: 503,
    section: 'RFC 9068 §4',
    cause,
  })

/**
 * The keys that `fetchJwks` gives, kept, and fetched again when they are old or a `kid` is unknown;
 * one fetch at a time.
 */
export const createKeySet = (fetchJwks: () => Promise<Jwks>, now: () => number): FindKey => {
  let fetched: Fetched | undefined
  let pending: Promise<Fetched> | undefined
  let failed: { readonly at: number; readonly error: unknown } | undefined
  const load = async (): Promise<Fetched> => {
    try {
      const jwks = await fetchJwks()
      fetched = { at: now(), find: createLocalJWKSet(structuredClone(jwks) as never) }
      return fetched
    } catch (error) {
      failed = { at: now(), error: unavailable(error) }
      throw failed.error
    }
  }
  const fetchOnce = async () => {
    if (failed !== undefined && now() - failed.at < PAUSE) throw failed.error
    pending ??= load().finally(() => {
      pending = undefined
    })
    return pending
  }
  const current = () =>
    fetched !== undefined && now() - fetched.at < MAX_AGE ? fetched : fetchOnce()

  return async (header) => {
    const keys = await current()
    try {
      return await keys.find(header)
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey
      if (!isUnknown || now() - keys.at < COOLDOWN) throw unknownKey(error)
    }
    const newer = await fetchOnce()
    return newer.find(header).catch((error: unknown) => {
      throw unknownKey(error)
    })
  }
}
