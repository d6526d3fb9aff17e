import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import type { Jwks } from '@gryphon/protocol'
import type { Seconds } from '../model/seconds.ts'
import type { StoredKey } from '../store/store.ts'
import { isOwnAlgorithm, OWN_ALGORITHMS, type OwnAlgorithm } from './create.ts'
import { newestActive } from './newest-active.ts'
import type { RecentlySigned } from './recently-signed.ts'
import { type Opened, type SealKey, type SealPurpose, seal, unseal } from './seal.ts'
import { type SigningKey, signClaims, type VerifyingKey, verifyOwn } from './sign.ts'
import { type MasterKeys, unwrapKey } from './wrap.ts'

/** What keyed hashes are made of; each kind is set apart from the others. */
export type HashKind =
  | 'session'
  | 'client_secret'
  | 'subject'
  | 'sid'
  | 'registration_access_token'
  | 'initial_access_token'
  | 'browser_state'
  | 'known_browser'

/** The keys of a tenant, ready for use. */
export interface Keyring {
  /** A compact JWS over these claims. Throws where the tenant has no active key of that alg. */
  sign(alg: OwnAlgorithm, typ: string, claims: object): Promise<string>
  /** The claims of a JWS that this tenant signed, of that `typ`; `undefined` for anything else. */
  verify(text: string, typ: string): Readonly<Record<string, unknown>> | undefined
  seal(purpose: SealPurpose, value: unknown, expires_at: Seconds): string
  open(purpose: SealPurpose, text: string): Opened
  /** What a store may keep of a secret: a keyed hash, set apart by kind. */
  keyedHash(kind: HashKind, secret: string): string
  /** The public keys that are announced, active or still needed (RFC 7517 §5), as the text of the JWKS document. */
  jwks(): string
  /** The algs of its signing keys. */
  readonly algs: readonly OwnAlgorithm[]
}

/** What a keyring works with. */
export interface KeyringMeans extends MasterKeys {
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
  /** Where it is noted what was signed, so that it need not be verified; without it, everything is. */
  readonly recent?: RecentlySigned
}

type Timed<Key> = Key & Pick<StoredKey, 'kid' | 'created_at' | 'active_from' | 'retired_at'>

/** What is sealed for good: by a key that stays, for the others are gone one day. */
const LASTING: readonly SealPurpose[] = ['client_secret']

/** The `typ` of what comes back at once and often: access tokens. An ID Token comes back as a hint, if ever. */
const REMEMBERED: readonly string[] = ['at+jwt']

/** Unwraps the keys of a tenant. Throws `SettingError` for another master key. */
export async function openKeyring(
  tenant_id: string,
  all: readonly StoredKey[],
  { now, random, recent, ...master_keys }: KeyringMeans,
): Promise<Keyring> {
  const stored = all.filter(({ retired_at }) => retired_at === undefined || retired_at > now())
  const keys = await Promise.all(
    stored.map(async (key) => ({
      ...key,
      jwk: (await unwrapKey(key.wrapped, tenant_id, master_keys)).jwk,
    })),
  )
  const signing = keys.flatMap(toSigningKey)
  const verifying = new Map(keys.flatMap(toVerifyingKey).map((key) => [key.kid, key]))
  const secret = (use: StoredKey['use']) =>
    keys
      .filter((key) => key.use === use)
      .map((key) => ({
        ...key,
        key: createSecretKey(Buffer.from(key.jwk.k ?? '', 'base64url')),
      }))
  const sealing: readonly Timed<SealKey>[] = secret('seal')
  const [mac] = secret('mac')
  if (mac === undefined) throw new Error(`tenant ${tenant_id} has no key for keyed hashes`)
  const lasting: SealKey = { kid: mac.kid, key: lastingSealKey(mac.key) }
  const opening = new Map([...sealing, lasting].map((key) => [key.kid, key]))
  const jwks: Jwks = {
    keys: stored.flatMap(({ public_jwk }) => (public_jwk === undefined ? [] : [public_jwk])),
  }
  const jwksText = JSON.stringify(jwks)

  return {
    async sign(alg, typ, claims) {
      const alike = signing.filter((key) => key.alg === alg)
      const jws = await signClaims(newest(alike, now(), alg), typ, claims)
      if (REMEMBERED.includes(typ)) recent?.note(jws)
      return jws
    },
    verify: (text, typ) => verifyOwn(text, typ, verifying, recent),
    seal: (purpose, value, expires_at) =>
      seal(
        LASTING.includes(purpose) ? lasting : newest(sealing, now(), 'A256GCM'),
        { purpose, tenant_id, iv: random(12) },
        value,
        expires_at,
      ),
    open: (purpose, text) =>
      unseal(text, { purpose, tenant_id, now: now() }, (kid) => opening.get(kid)),
    keyedHash: (kind, text) =>
      createHmac('sha256', mac.key).update(`${kind} ${text}`).digest('base64url'),
    jwks: () => jwksText,
    algs: OWN_ALGORITHMS.filter((alg) => signing.some((key) => key.alg === alg)),
  }
}

function newest<Key extends object>(keys: readonly Timed<Key>[], now: Seconds, alg: string): Key {
  const found = newestActive(keys, now)
  if (found === undefined) throw new Error(`there is no active key for ${alg}`)
  return found
}

/** The key that seals for good, of the one for keyed hashes, which stays (RFC 5869). */
const lastingSealKey = (mac: KeyObject): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', mac, '', 'gryphon lasting seal A256GCM', 32)))

type Unwrapped = StoredKey & { readonly jwk: object }

const toSigningKey = ({ jwk, ...key }: Unwrapped): readonly Timed<SigningKey>[] =>
  key.use === 'sig' && isOwnAlgorithm(key.alg)
    ? [
        {
          ...key,
          alg: key.alg,
          key: createPrivateKey({ key: jwk, format: 'jwk' }),
          headers: new Map(),
        },
      ]
    : []

const toVerifyingKey = ({ kid, alg, public_jwk }: Unwrapped): readonly VerifyingKey[] =>
  public_jwk !== undefined && isOwnAlgorithm(alg)
    ? [{ kid, alg, key: createPublicKey({ key: { ...public_jwk }, format: 'jwk' }) }]
    : []
