import type { Accepted } from './accepted.ts'

const GUARD = 'packages/resource-server/src/'

const SPEED = 'it saves work, and the answer is the same'

/** Every survivor of the guard that was looked at. */
export const ACCEPTED_OF_GUARD: readonly Accepted[] = [
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
