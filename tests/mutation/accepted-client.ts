import type { Accepted } from './accepted.ts'

const CLIENT = 'packages/client/src/'

const SPEED = 'it saves work, and the answer is the same'
const TYPE = 'the line is for the type: what is not there is `undefined` either way'

/** Every survivor of the client that was looked at. */
export const ACCEPTED_OF_CLIENT: readonly Accepted[] = [
  ...['=== → !==', "'string' → ''", "typeof hash === 'string' → false"].map((change) => ({
    file: `${CLIENT}checks/expected-hashes.ts`,
    line: "hashes[claim] = { expected: typeof hash === 'string' ? hash : await hash, presence }",
    change,
    why: `to wait for a text gives the text: ${SPEED}`,
  })),
  {
    file: `${CLIENT}checks/expected-hashes.ts`,
    line: "hashes[claim] = { expected: typeof hash === 'string' ? hash : await hash, presence }",
    change: "typeof hash === 'string' → true",
    why: 'Node makes the digest at once; where only WebCrypto does, the tests of the runtimes notice',
  },
  {
    file: `${CLIENT}checks/expected-hashes.ts`,
    line: 'if (value !== undefined) hashed.push',
    change: 'value !== undefined → true',
    why: 'a response that lacks a parameter was refused before: the line is for the type',
  },
  {
    file: `${CLIENT}checks/rule.ts`,
    line: 'for (let i = 0; i < a.length; i++) difference',
    change: '< → <=',
    why: 'both are of one length, and behind their ends nothing differs',
  },
  {
    file: `${CLIENT}checks/expected-hashes.ts`,
    line: 'return claim === undefined ? [] : [{ claim, parameter }]',
    change: 'claim === undefined → false',
    why: 'no rule looks for the hash of what has no hash claim',
  },
  ...["finding.outcome === 'absent' → false", "'absent' → ''"].map((change) => ({
    file: `${CLIENT}checks/run-rules.ts`,
    line: "const found = finding.outcome === 'absent' ? undefined : finding.found",
    change,
    why: TYPE,
  })),
  {
    file: `${CLIENT}checks/run-rules.ts`,
    line: 'leftOut.length > 0 && leftOut.some',
    change: '> → >=',
    why: `none of none is left out: ${SPEED}`,
  },
  {
    file: `${CLIENT}client-authentication/private-key-jwt.ts`,
    line: 'key: jwk === undefined ? (key as CryptoKey) : await importJWK(jwk, alg),',
    change: 'jwk === undefined → true',
    why: '`jose` takes a JWK itself; ours is imported because its types want a key',
  },
  {
    file: `${CLIENT}receive.ts`,
    line: "redeem(party, transaction, { code, claims: 'claims' in front",
    change: "'claims' in front → true",
    why: TYPE,
  },
  {
    file: `${CLIENT}manage-registration.ts`,
    line: 'const kept = KEPT.filter((name) => before[name] !== undefined)',
    change: 'KEPT.filter((name) => before[name] !== undefined) → KEPT',
    why: 'JSON leaves out a member that is `undefined`, and what is kept is the same',
  },
  ...['store === undefined → false', 'store === undefined → true', '=== → !=='].map((change) => ({
    file: `${CLIENT}login-session/create-means.ts`,
    line: "const seal = parts.sealOf(store === undefined ? 'session' : 'stored session')",
    change,
    why: 'what a store keeps has another form beside, and is no session of a cookie by that either',
  })),
  {
    file: `${CLIENT}login-session/seal.ts`,
    line: 'false,',
    change: 'false → true',
    why: 'nobody asks whether the key can be exported, for nobody is given it',
  },
  {
    file: `${CLIENT}login-session/pending-logout.ts`,
    line: 'const kept = value === undefined ? undefined : await seal.open(value)',
    change: 'value === undefined → false',
    why: 'nothing is opened of nothing: it saves the attempt',
  },
  ...['id === undefined → false', '[] → undefined'].map((change) => ({
    file: `${CLIENT}login-session/stored-sessions.ts`,
    line: 'if (id === undefined) return []',
    change,
    why: 'only a session that was found by its cookie is renewed: the line is for the type',
  })),
  {
    file: `${CLIENT}login-session/logout-return-route.ts`,
    line: 'if (post_logout_redirect_uri === undefined) return false',
    change: 'false → undefined',
    why: 'both mean no',
  },
  {
    file: `${CLIENT}client-authentication/private-key-jwt.ts`,
    line: 'const header = kid === undefined ? { alg } : { alg, kid }',
    change: 'kid === undefined → false',
    why: 'JSON leaves out a member that is `undefined`, and the header is the same',
  },
  ...[...['=== → !==', 'AT_ONCE === undefined → true', 'AT_ONCE === undefined → false']].map(
    (change) => ({
      file: `${CLIENT}hash.ts`,
      line: 'return AT_ONCE === undefined',
      change,
      why: 'both ways make the same hash, the other one sooner',
    }),
  ),
  {
    file: `${CLIENT}key-set.ts`,
    line: 'const nameOf = ',
    change: 'kid === undefined → false',
    why: 'keys are remembered by another name, and each still by its own',
  },
  {
    file: `${CLIENT}key-set.ts`,
    line: 'known.set(nameOf(header), key)',
    change: 'known.set(nameOf(header), key) → ;',
    why: SPEED,
  },
  {
    file: `${CLIENT}redeem.ts`,
    line: "const later = 'claims' in back ? back.claims : undefined",
    change: "'claims' in back → true",
    why: TYPE,
  },
  {
    file: `${CLIENT}request-object.ts`,
    line: "const jwk = 'kty' in key ? key : undefined",
    change: "'kty' in key → true",
    why: 'a `CryptoKey` has neither the `alg` nor the `kid` that are asked for then',
  },
  {
    file: `${CLIENT}signed-jwt.ts`,
    line: 'known.set(header, json)',
    change: 'known.set(header, json) → ;',
    why: SPEED,
  },
  ...[
    ...['known.size >= MOST_HEADERS → false', 'known.size >= MOST_HEADERS → true'],
    ...['>= → <', '>= → >', 'known.clear() → ;'],
  ].map((change) => ({
    file: `${CLIENT}signed-jwt.ts`,
    line: 'if (known.size >= MOST_HEADERS) known.clear()',
    change,
    why: 'it bounds how many headers are remembered, not what is read of them',
  })),
  {
    file: `${CLIENT}signed-jwt.ts`,
    line: 'if (await hasSignatureOf(key instanceof Promise ? await key : key, alg, parsed)) {',
    change: 'key instanceof Promise → true',
    why: SPEED,
  },
  {
    file: `${CLIENT}signed-jwt.ts`,
    line: 'remember(parsed)',
    change: 'remember(parsed) → ;',
    why: SPEED,
  },
  ...["parts[0] === '' → false", "'' → 'mutant'"].map((change) => ({
    file: `${CLIENT}login-session/cookie-sessions.ts`,
    line: "if (parts[0] === '') return undefined",
    change,
    why: 'nothing is opened of nothing: it saves the attempt',
  })),
  {
    file: `${CLIENT}login-session/pending-logins.ts`,
    line: 'return value.length <= LONGEST_VALUE ?',
    change: '<= → <',
    why: 'a value of exactly 3800 characters may be kept or cut short: a browser has room for both',
  },
  {
    file: `${CLIENT}verify-jws.ts`,
    line: 'if (header === undefined) return undefined',
    change: 'header === undefined → false',
    why: 'what follows throws without a header, and is caught: the answer is the same',
  },
  {
    file: `${CLIENT}login-session/callback-route.ts`,
    line: 'if (claims === undefined)',
    change: 'claims === undefined → false',
    why: 'it cannot happen, for every login asks for `openid`, and both endpoints are held to it: the line is for the type',
  },
  {
    file: `${CLIENT}login-session/callback-route.ts`,
    line: "throw new ClientError('id_token_missing'",
    change: "'id_token_missing' → ''",
    why: 'it cannot happen, for every login asks for `openid`, and both endpoints are held to it: the line is for the type',
  },
]
