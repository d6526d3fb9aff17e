import { hash } from 'node:crypto'

/** The JWS that were made here lately: they come back at once, and their signatures need no second look. */
export interface RecentlySigned {
  note(jws: string): void
  has(jws: string): boolean
}

/** Remembers so many JWS, by digests that nobody can use; the oldest is forgotten. */
export function recentlySigned(size: number): RecentlySigned {
  const digests = new Set<string>()
  return {
    note(jws) {
      digests.add(digestOf(jws))
      const [oldest] = digests
      if (digests.size > size && oldest !== undefined) digests.delete(oldest)
    },
    has: (jws) => digests.has(digestOf(jws)),
  }
}

const digestOf = (jws: string) => hash('sha256', jws, 'base64url')
