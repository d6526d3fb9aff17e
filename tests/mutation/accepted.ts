const AUTHENTICATION = 'packages/provider/src/client-authentication/'
const ISSUANCE = 'packages/provider/src/issuance/'

/** Where a member is `undefined`. */
const NO_MEMBER = 'JSON leaves out a member that is `undefined`, and the token is the same'

/** A mutant that survives, and why it may. */
export interface Accepted {
  /** Where it is: its file, and the line that it changes, as it is written. */
  readonly file: string
  readonly line: string
  /** What it makes of that line: `=== → !==`. */
  readonly change: string
  readonly why: string
}

/** Every survivor that was looked at. */
export const ACCEPTED: readonly Accepted[] = [
  {
    file: `${AUTHENTICATION}client-secret-jwt.ts`,
    line: 'Object.keys(HMAC_ALGORITHMS)',
    change: 'Object.keys(HMAC_ALGORITHMS) .filter(isHmacAlgorithm) → Object.keys(HMAC_ALGORITHMS)',
    why: 'the filter is for the type: every key of the table is the name of such an algorithm',
  },
  {
    file: `${AUTHENTICATION}client-keys.ts`,
    line: "if (typeof value === 'object' && value !== null && 'keys' in value) return value",
    change: '&& → ||',
    why: 'what is no key set is refused all the same: by the `in` that throws, or by `jose`, which wants a list of `keys`',
  },
  {
    file: `${ISSUANCE}access-token-format.ts`,
    line: "return opened.outcome === 'opened' ? (opened.value as AccessTokenClaims) : undefined",
    change: "opened.outcome === 'opened' → true",
    why: 'an invalid one has no value, and an expired one is refused by its `exp` in `openAccessToken`',
  },
  ...['acr', 'amr'].map((claim) => ({
    file: `${ISSUANCE}access-token.ts`,
    line: `...(${claim} === undefined ? {} : { ${claim} }),`,
    change: `${claim} === undefined → false`,
    why: NO_MEMBER,
  })),
  ...['claims', 'claims_locales'].map((member) => ({
    file: `${ISSUANCE}access-token.ts`,
    line: `...(${member} === undefined ? {} : { ${member} }),`,
    change: `${member} === undefined → false`,
    why: NO_MEMBER,
  })),
  {
    file: `${ISSUANCE}code.ts`,
    line: 'return code.length <= LONGEST ? code : issueReference(op, content, expires_at)',
    change: '<= → <',
    why: 'a code of exactly 1536 characters may travel either way',
  },
  {
    file: `${ISSUANCE}code.ts`,
    line: "return opened.outcome === 'invalid'",
    change: "opened.outcome === 'invalid' → false",
    why: 'an invalid code then has a `content` beside its outcome, which nobody looks at',
  },
  {
    file: `${ISSUANCE}code.ts`,
    line: "if (reference.outcome === 'invalid') return { outcome: 'invalid' } as const",
    change: "'invalid' → ''",
    why: 'an invalid reference has no value, and nothing is kept under none: the answer is the same, one read later',
  },
]
