import { hash, verify } from '@node-rs/argon2'
import { boundedQueue, type Queued } from './bounded-queue.ts'
import { normalizePassword } from './password-policy.ts'

/** Argon2id, 19 MiB, two passes, one lane (RFC 9106; the OWASP minimum). */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Of a password that nobody has: what is verified when there is nobody to verify, so that both take the same time. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$1lP1dMxGCEjxu1U87154vg$HgqSMv7d0+s/YwIlvXQJNH9VJzhIgv0qGenwhWSNp6Y'

const SALT_BYTES = 16

/** Hashes and verifies passwords. */
export interface Passwords {
  /** The PHC string of a password. */
  hash(password: string): Promise<Queued<string>>
  /** Whether the password is the one that was hashed. `undefined`, for nobody, is never right and takes as long. */
  verify(password_hash: string | undefined, password: string): Promise<Queued<'right' | 'wrong'>>
}

/**
 * Passwords by argon2id. Hashing is meant to be dear, so two at a time are worked on, off the event loop, and `waiting`
 * may wait: a flood of sign-ins gets `busy` and neither memory nor the other requests' time.
 */
export const createPasswords = (settings: {
  readonly random: (bytes: number) => Uint8Array
  readonly waiting?: number
}): Passwords => {
  const queue = boundedQueue({ concurrency: 2, waiting: settings.waiting ?? 64 })
  return {
    hash: (password) =>
      queue(() =>
        hash(normalizePassword(password), { ...ARGON2ID, salt: settings.random(SALT_BYTES) }),
      ),
    verify: (password_hash, password) =>
      queue(async () => {
        const isSame = await verify(password_hash ?? NOBODYS_HASH, normalizePassword(password))
        return isSame && password_hash !== undefined ? 'right' : 'wrong'
      }),
  }
}
