import { hash } from 'node:crypto'

/** The JWS that were made here lately: they come back at once, and their signatures need no second look. */
export interface RecentlySigned {
  note(jws: string): void
  has(jws: string): boolean
}

/** Remembers so many JWS, by digests that nobody can use; the oldest is forgotten. */
export function recentlySigned(size: number): RecentlySigned {
  const digests = new Set<string>()
  const inTurn: string[] = []
  let next = 0
  return {
    note(jws) {
      const digest = digestOf(jws)
      if (digests.has(digest)) return
      const oldest = inTurn[next]
      if (oldest !== undefined) digests.delete(oldest)
      digests.add(digest)
      inTurn[next] = digest
      next = (next + 1) % size
    },
    has: (jws) => digests.has(digestOf(jws)),
  }
}

const digestOf = (jws: string) => hash('sha256', jws, 'base64url')
