import { boundedQueue, type Queued, type QueueLoad, type Turn } from './bounded-queue.ts'
import { createHashingThreads } from './hashing-threads.ts'
import { normalizePassword } from './password-policy.ts'
import type { Admission } from './throttle.ts'

/** Argon2id, 19 MiB, two passes, one lane (RFC 9106; the OWASP minimum). */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Of a password that nobody has: what is verified when there is nobody to verify, so that both take the same time. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$1lP1dMxGCEjxu1U87154vg$HgqSMv7d0+s/YwIlvXQJNH9VJzhIgv0qGenwhWSNp6Y'

const SALT_BYTES = 16

/** In flight of one flow or login: the one, and a second click (PITFALLS 20). */
const EACH = 2

/** Whoever asks that is no flow of a person: an operator. */
const NOBODYS_TURN: Turn = { tenant_id: '', keys: [], line: 'new' }

/** Of the process, as those of libuv are: whoever makes accounts anew finds them there. */
const threads = createHashingThreads()

/** When a password is verified, and whether. */
export interface Attempt {
  readonly turn: Turn
  /** Asked when the turn has come, before anything dear is done: what is never begun is never counted. */
  readonly admit: () => Admission
}

/** What came of verifying a password. */
export type Verified = 'right' | 'wrong' | Exclude<Admission, { readonly outcome: 'admitted' }>

/** Hashes and verifies passwords. */
export interface Passwords {
  /** The PHC string of a password. */
  hash(password: string, turn?: Turn): Promise<Queued<string>>
  /** Whether the password is the one that was hashed. `undefined`, for nobody, is never right and takes as long. */
  verify(
    password_hash: string | undefined,
    password: string,
    attempt?: Attempt,
  ): Promise<Queued<Verified>>
}

/** Passwords, and how much work on them there is. */
export interface LoadedPasswords extends Passwords {
  readonly load: () => QueueLoad
}

/** More at a time would leave other requests no processor on a small machine, and a flood more of a large one. */
const MOST_AT_ONCE = 2

/**
 * Passwords by argon2id. Hashing is meant to be dear, so two at a time are worked on (one, where there is one processor), in
 * threads that let other requests go first, and `waiting` may wait: a flood of sign-ins gets `busy` and neither memory nor the
 * other requests' time.
 */
export const createPasswords = (settings: {
  readonly random: (bytes: number) => Uint8Array
  readonly waiting?: number
  readonly processors?: number
}): LoadedPasswords => {
  const { waiting = 64, processors = MOST_AT_ONCE } = settings
  const concurrency = Math.min(MOST_AT_ONCE, processors)
  const queue = boundedQueue({ concurrency, waiting, each: EACH })
  return {
    load: queue.load,
    hash: (password, turn = NOBODYS_TURN) =>
      queue(turn, () =>
        threads.hash(normalizePassword(password), {
          ...ARGON2ID,
          salt: Uint8Array.from(settings.random(SALT_BYTES)),
        }),
      ),
    verify: (password_hash, password, attempt) =>
      queue<Verified>(attempt?.turn ?? NOBODYS_TURN, async () => {
        const admission = attempt?.admit()
        if (admission?.outcome === 'paused') return admission
        const isSame = await threads.verify(
          password_hash ?? NOBODYS_HASH,
          normalizePassword(password),
        )
        return isSame && password_hash !== undefined ? 'right' : 'wrong'
      }),
  }
}
