/** The claims of a token, as the client library hands them over. */
export type Claims = Readonly<Record<string, unknown>>

/** One claim of two ID Tokens, side by side. */
export interface AlignedClaim {
  readonly name: string
  readonly front: string | undefined
  readonly back: string | undefined
  readonly meaning: string
  /** `agree` where Core §3.3.3.6 asks for the same value, `same` and `differs` elsewhere. */
  readonly comparison: 'agree' | 'same' | 'differs' | 'front only' | 'back only' | 'disagree'
}

/** What each claim of an ID Token means, in the order in which they are shown. */
const MEANINGS: Readonly<Record<string, string>> = {
  iss: 'Who says so: the provider',
  sub: 'Whom it speaks of: the person, by an id that never changes',
  aud: 'Whom it is meant for: this application',
  azp: 'The application that asked for it',
  nonce: 'Ties the token to the login that this browser began',
  auth_time: 'When the person last proved who they are',
  acr: 'How strongly they proved it',
  amr: 'By what they proved it',
  sid: 'The session at the provider',
  iat: 'When this token was made',
  exp: 'Until when it may be accepted',
  c_hash: 'Binds the code that came with it',
  at_hash: 'Binds the access token that came with it',
  s_hash: 'Binds the state that came with it',
  name: 'Full name',
  given_name: 'Given name',
  family_name: 'Family name',
  middle_name: 'Middle name',
  nickname: 'Nickname',
  preferred_username: 'User name',
  profile: 'Address of a page about them',
  picture: 'Address of a picture of them',
  website: 'Their website',
  email: 'E-mail address',
  email_verified: 'Whether the provider has checked the e-mail address',
  gender: 'Gender',
  birthdate: 'Date of birth',
  zoneinfo: 'Time zone',
  locale: 'Language',
  phone_number: 'Telephone number',
  phone_number_verified: 'Whether the provider has checked the telephone number',
  address: 'Postal address',
  updated_at: 'When this was last changed',
}

/** The claims that both ID Tokens must have in common (Core §3.3.3.6; `aud`, `nonce`, `auth_time`: one event, two tellings). */
const MUST_AGREE = ['iss', 'sub', 'aud', 'nonce', 'auth_time']

const TIMES = ['iat', 'exp', 'auth_time', 'updated_at', 'nbf']

const showTime = (seconds: number): string =>
  `${seconds} · ${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/**
 * A claim's value as text; times with their date beside.
 *
 * @example showClaim('exp', 1311281970) // '1311281970 · 2011-07-21 20:59:30 UTC'
 */
export const showClaim = (name: string, value: unknown): string => {
  if (typeof value === 'number' && TIMES.includes(name) && Math.abs(value) < 1e11)
    return showTime(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const compare = (
  name: string,
  front: string | undefined,
  back: string | undefined,
): AlignedClaim['comparison'] => {
  if (front === undefined) return 'back only'
  if (back === undefined) return 'front only'
  if (MUST_AGREE.includes(name)) return front === back ? 'agree' : 'disagree'
  return front === back ? 'same' : 'differs'
}

const inOrder = (names: Iterable<string>): readonly string[] => {
  const present = new Set(names)
  const known = Object.keys(MEANINGS).filter((name) => present.has(name))
  return [...known, ...[...present].filter((name) => !known.includes(name)).sort()]
}

const showOwn = (claims: Claims | undefined, name: string): string | undefined =>
  claims !== undefined && Object.hasOwn(claims, name) ? showClaim(name, claims[name]) : undefined

/** The claims of the two ID Tokens of one login, aligned by name. */
export const alignClaims = (
  front: Claims | undefined,
  back: Claims | undefined,
): readonly AlignedClaim[] =>
  inOrder([...Object.keys(front ?? {}), ...Object.keys(back ?? {})]).map((name) => {
    const [one, other] = [showOwn(front, name), showOwn(back, name)]
    return {
      name,
      front: one,
      back: other,
      meaning: (Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined) ?? '',
      comparison: compare(name, one, other),
    }
  })

/**
 * What to call the person, from the claims there are.
 *
 * @example nameOf({ sub: '248289761001', given_name: 'Jane' }) // 'Jane'
 */
export const nameOf = (claims: Claims): string =>
  ['name', 'given_name', 'preferred_username', 'nickname', 'email', 'sub']
    .map((name) => claims[name])
    .find((value): value is string => typeof value === 'string' && value !== '') ?? 'someone'
