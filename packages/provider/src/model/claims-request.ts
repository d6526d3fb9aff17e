/** How a claim is asked for (Core §5.5.1); `null` in the request is an empty one here. */
export interface ClaimRequest {
  readonly essential?: boolean
  readonly value?: unknown
  readonly values?: readonly unknown[]
}

/** What the `claims` parameter asks for (Core §5.5). */
export interface ClaimsRequest {
  readonly userinfo: Readonly<Record<string, ClaimRequest>>
  readonly id_token: Readonly<Record<string, ClaimRequest>>
}

/**
 * Claims that say how, for whom and until when a token is, not who somebody is: nobody's leave is needed for them, and no
 * person has them (Core §2, §3.1.3.6, §3.3.2.11; Front-Channel Logout §3).
 */
// biome-ignore format: a list
export const CLAIMS_OF_A_TOKEN: readonly string[] = [
  'iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'azp', 'sid', 'nonce',
  'auth_time', 'acr', 'amr', 'at_hash', 'c_hash', 's_hash',
]

/**
 * The claim that a name means in any language (Core §5.2).
 *
 * @example withoutLanguage('name#fr') // 'name'
 */
export const withoutLanguage = (name: string): string => name.split('#', 1)[0] ?? name

/**
 * Whether a value is one that was asked for; any is where none was named (Core §5.5.1).
 *
 * @example isAskedValue({ values: ['a', 'b'] }, 'a') // true
 */
export const isAskedValue = ({ value, values }: ClaimRequest, found: unknown): boolean =>
  (value === undefined || value === found) && (values === undefined || values.includes(found))
