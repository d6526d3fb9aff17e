/** The standard claims that each scope asks for (Core §5.4). */
export const SCOPE_CLAIMS = {
  profile: [
    'name',
    'given_name',
    'family_name',
    'middle_name',
    'nickname',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
    'preferred_username',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const

/** The scopes that OpenID Connect defines (Core §3.1.2.1, §5.4, §11). */
export const STANDARD_SCOPES = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
] as const

/**
 * The words of a space-delimited list, each once (RFC 6749 §3.3).
 *
 * @example wordsOf('openid  email openid') // ['openid', 'email']
 */
export const wordsOf = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : [...new Set(text.split(' '))].filter((word) => word !== '')

/**
 * The claims that a scope asks for (Core §5.4).
 *
 * @example claimsOfScope(['openid', 'email']) // ['email', 'email_verified']
 */
export const claimsOfScope = (scope: readonly string[]): readonly string[] =>
  scope.flatMap((word) =>
    Object.hasOwn(SCOPE_CLAIMS, word) ? SCOPE_CLAIMS[word as keyof typeof SCOPE_CLAIMS] : [],
  )
