import type { Accepted } from './accepted.ts'

const GUARD = 'packages/resource-server/src/'

const SPEED = 'it saves work, and the answer is the same'

/** Every survivor of the guard that was looked at. */
export const ACCEPTED_OF_GUARD: readonly Accepted[] = [
  {
    file: `${GUARD}dpop/dpop-nonce.ts`,
    line: "const key = crypto.subtle.importKey('raw'",
    change: 'false → true',
    why: 'nobody asks whether the key can be exported, for nobody is given it',
  },
  ...['<= → <', 'expires_at <= now() → false'].map((change) => ({
    file: `${GUARD}introspection/answer-cache.ts`,
    line: 'if (expires_at <= now()) return',
    change,
    why: 'what has expired is not found again, kept or not',
  })),
  {
    file: `${GUARD}introspection/answer-cache.ts`,
    line: 'answers.delete(key)',
    change: 'answers.delete(key) → ;',
    why: 'an answer that is replaced keeps its place among those that make room: it goes sooner, and is asked for again',
  },
  {
    file: `${GUARD}request/credentials.ts`,
    line: 'if (start === -1) return NONE',
    change: 'start === -1 → false',
    why: `the last character of a path is no query with a token: ${SPEED}`,
  },
  {
    file: `${GUARD}issuer/key-set.ts`,
    line: 'const nameOf = ',
    change: 'kid === undefined → false',
    why: 'keys are remembered by another name, and each still by its own',
  },
  {
    file: `${GUARD}issuer/key-set.ts`,
    line: 'known.set(nameOf(header), key)',
    change: 'known.set(nameOf(header), key) → ;',
    why: SPEED,
  },
  ...[
    "query.includes('access_token') || query.includes('%') → true",
    "'access_token' → ''",
    "'%' → ''",
  ].map((change) => ({
    file: `${GUARD}request/credentials.ts`,
    line: "return query.includes('access_token') || query.includes('%')",
    change,
    why: `a query without a token is read, and none is found: ${SPEED}`,
  })),
  {
    file: `${GUARD}token/jwt-access-token.ts`,
    line: 'if (known !== undefined) return known',
    change: 'known !== undefined → false',
    why: SPEED,
  },
  ...[
    ...['headers.size >= MOST_HEADERS → false', 'headers.size >= MOST_HEADERS → true'],
    ...['>= → <', '>= → >', 'headers.clear() → ;'],
  ].map((change) => ({
    file: `${GUARD}token/jwt-access-token.ts`,
    line: 'if (headers.size >= MOST_HEADERS) headers.clear()',
    change,
    why: 'it bounds how many headers are remembered, not what is read of them',
  })),
  {
    file: `${GUARD}token/jwt-access-token.ts`,
    line: 'if (head === undefined) return undefined',
    change: 'head === undefined → false',
    why: 'what is not there cannot be read either: the line is for the type',
  },
  {
    file: `${GUARD}token/jwt-access-token.ts`,
    line: 'if (header === undefined) return undefined',
    change: 'header === undefined → false',
    why: 'a header that cannot be read is remembered as none, and none is found again',
  },
  {
    file: `${GUARD}needs.ts`,
    line: 'return only === undefined || others.length === 0 ? (only ?? []) : [only, ...others].flat()',
    change: '|| → &&',
    why: `one list is the same as all lists of one: ${SPEED}`,
  },
  {
    file: `${GUARD}token/jwt-access-token.ts`,
    line: 'headers.set(part, header)',
    change: 'headers.set(part, header) → ;',
    why: SPEED,
  },
  {
    file: `${GUARD}token/jwt-access-token.ts`,
    line: 'const key = found instanceof Promise ? await found : found',
    change: 'found instanceof Promise → true',
    why: SPEED,
  },
]
