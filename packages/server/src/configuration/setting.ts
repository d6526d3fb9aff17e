import { DEFAULT_LIFETIMES, DEFAULT_REGISTRATION_LIMITS, type Lifetimes } from '@gryphon/provider'
import { z } from 'zod'

/** A setting: what it may be, what it is when nobody says, and what to tell a person about it. */
export interface Setting {
  readonly schema: z.ZodType
  /** How the text of a flag or an environment variable is read: a list is separated by commas. */
  readonly reading: 'text' | 'number' | 'list' | 'truth'
  readonly fallback?: unknown
  /** Ends the sentence "expected …". */
  readonly expected: string
  readonly meaning: string
  /** What is found is not shown, not even where it is wrong: there may be a password in it. */
  readonly isSecret?: true
}

/** A path of the file system. */
export const path = { schema: z.string().min(1), reading: 'text', expected: 'a path' } as const

/** How long something lasts, in seconds; `meaning` ends the sentence "Seconds: …". */
export const lifetime = (name: keyof Lifetimes, most: number, meaning: string) =>
  ({
    schema: z.int().min(1).max(most),
    reading: 'number',
    fallback: DEFAULT_LIFETIMES[name],
    expected: `a whole number of seconds from 1 to ${most}`,
    meaning: `Seconds: ${meaning}`,
  }) as const

/** How often an hour something may be registered; `whose` ends its sentence. */
export const perHour = (name: keyof typeof DEFAULT_REGISTRATION_LIMITS, whose: string) =>
  ({
    schema: z.int().min(1).max(1_000_000),
    reading: 'number',
    fallback: DEFAULT_REGISTRATION_LIMITS[name],
    expected: 'a whole number from 1 to 1000000',
    meaning: `Where registration is open: how often an hour clients may be registered or replaced ${whose}; as many at once. More is answered 429. Counted by each process.`,
  }) as const

/** One of these words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: Words[number],
  meaning: string,
) =>
  ({
    schema: z.enum(words),
    reading: 'text',
    fallback,
    expected: `one of ${words.join(', ')}`,
    meaning,
  }) as const

/** A list of these words; all when nobody says. */
export const listOf = <Word extends string>(words: readonly Word[], meaning: string) =>
  ({
    schema: z.array(z.enum(words)).min(1),
    reading: 'list',
    fallback: words,
    expected: `a list of ${words.map((word) => `'${word}'`).join(', ')}`,
    meaning,
  }) as const
