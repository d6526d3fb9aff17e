const AUTHENTICATION = 'packages/provider/src/client-authentication/'
const AUTHORIZATION = 'packages/provider/src/authorization/'
const ISSUANCE = 'packages/provider/src/issuance/'

/** Where a member is `undefined`. */
const NO_MEMBER = 'JSON leaves out a member that is `undefined`, and the token is the same'

/** A mutant that survives, and why it may. */
export interface Accepted {
  /** Where it is: its file, and how the line begins that it changes. */
  readonly file: string
  readonly line: string
  /** What it makes of that line: `=== → !==`. */
  readonly change: string
  readonly why: string
}

/** Every survivor that was looked at. */
export const ACCEPTED: readonly Accepted[] = [
  {
    file: 'packages/protocol/src/base64url.ts',
    line: 'for (let at = 0; at < bytes.length; at += 3) {',
    change: '< → <=',
    why: 'letters of nothing are made at the end, and cut off with those that pad',
  },
  {
    file: `${AUTHENTICATION}client-secret-jwt.ts`,
    line: 'Object.keys(HMAC_ALGORITHMS)',
    change: 'Object.keys(HMAC_ALGORITHMS) .filter(isHmacAlgorithm) → Object.keys(HMAC_ALGORITHMS)',
    why: 'the filter is for the type: every key of the table is the name of such an algorithm',
  },
  {
    file: `${AUTHENTICATION}private-key-jwt.ts`,
    line: '? Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm)',
    change:
      'Object.keys(SIGNING_ALGORITHMS).filter(isSigningAlgorithm) → Object.keys(SIGNING_ALGORITHMS)',
    why: 'the filter is for the type: every key of the table is the name of such an algorithm',
  },
  {
    file: `${AUTHENTICATION}private-key-jwt.ts`,
    line: ': [token_endpoint_auth_signing_alg].filter(isSigningAlgorithm)',
    change:
      '[token_endpoint_auth_signing_alg].filter(isSigningAlgorithm) → [token_endpoint_auth_signing_alg]',
    why: 'registration takes no other for this method, and `jose` no HMAC with a public key',
  },
  {
    file: `${AUTHENTICATION}client-secret-basic.ts`,
    line: 'if (colon < 1 || client_id === undefined || proof === undefined)',
    change: '|| → &&',
    why: 'an id that is empty or cannot be read is that of no client: 401 `invalid_client` either way',
  },
  {
    file: `${AUTHENTICATION}secret.ts`,
    line: "const shown = Buffer.from(op.keys.keyedHash('client_secret', secret.slice(0, LONGEST + 1)))",
    change: 'secret.slice(0, LONGEST + 1) → secret',
    why: 'it bounds the work of hashing, not the answer',
  },
  {
    file: `${AUTHORIZATION}decide.ts`,
    line: 'if (session.in === request.id) return false',
    change: 'false → undefined',
    why: 'both mean no',
  },
  {
    file: `${AUTHORIZATION}decide.ts`,
    line: "if (session === undefined) throw new Error('no interaction is open, so there is a session')",
    change: 'session === undefined → false',
    why: 'it cannot happen, for without a session the sign-in is open: the line is for the type',
  },
  {
    file: `${AUTHORIZATION}decide.ts`,
    line: "if (session === undefined) throw new Error('no interaction is open, so there is a session')",
    change: "'no interaction is open, so there is a session' → ''",
    why: 'it cannot happen, so nobody reads it',
  },
  {
    file: `${AUTHORIZATION}address.ts`,
    line: "parseLocales(parameters.get('ui_locales')).slice(0, MOST_LOCALES)",
    change:
      "parseLocales(parameters.get('ui_locales')).slice(0, MOST_LOCALES) → parseLocales(parameters.get('ui_locales'))",
    why: 'it bounds the work of a page, and more of them are refused later',
  },
  {
    file: `${AUTHENTICATION}client-keys.ts`,
    line: 'if (isKey(value) && Array.isArray(value.keys) && value.keys.every(isKey))',
    change: 'every → some',
    why: 'what is no key makes the next line throw, which is caught: the answer is the same',
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
  {
    file: `${ISSUANCE}code.ts`,
    line: "return opened.outcome === 'invalid'",
    change: "'invalid' → ''",
    why: 'an invalid code then has a `content` beside its outcome, which nobody looks at',
  },
  {
    file: `${ISSUANCE}code.ts`,
    line: "if (reference.outcome === 'invalid') return { outcome: 'invalid' } as const",
    change: "reference.outcome === 'invalid' → false",
    why: 'an invalid reference has no value, and nothing is kept under none: the answer is the same, one read later',
  },
  {
    file: `${ISSUANCE}code.ts`,
    line: 'return sealed === undefined',
    change: 'sealed === undefined → false',
    why: 'what was not kept cannot be opened either: it is for the type',
  },
  {
    file: `${ISSUANCE}access-token-format.ts`,
    line: "carried_grant === undefined ? undefined : op.keys.open('carried_grant', String(carried_grant))",
    change: 'carried_grant === undefined → false',
    why: 'what is not there cannot be opened either: the answer is the same, one try later',
  },
  {
    file: `${ISSUANCE}access-token.ts`,
    line: 'if (sub === told_sub && claims === undefined && claims_locales === undefined) return {}',
    change: '{} → undefined',
    why: 'nothing is spread either way',
  },
  {
    file: `${ISSUANCE}keep-in-use.ts`,
    line: 'if (dynamic?.expires_at === undefined) return',
    change: 'dynamic?.expires_at === undefined → false',
    why: 'it saves a write that would change nothing, for the client is kept already',
  },
  {
    file: `${ISSUANCE}keep-in-use.ts`,
    line: 'op.forgetClient(client_id)',
    change: 'op.forgetClient(client_id) → ;',
    why: 'it saves that write in the seconds for which a client is remembered',
  },
  {
    file: `${ISSUANCE}id-token.ts`,
    line: 'if (!isOwnAlgorithm(alg)) throw new Error(',
    change: '!isOwnAlgorithm(alg) → false',
    why: 'registration keeps no other; the keyring would throw too, for it has no key of that `alg`',
  },
  {
    file: `${ISSUANCE}id-token.ts`,
    line: 'return isNothing ? {} : ((await findPersonClaims(op, sub, wanted)) ?? {})',
    change: 'isNothing → false',
    why: 'nothing is asked for, and nothing found, one read later',
  },
]
