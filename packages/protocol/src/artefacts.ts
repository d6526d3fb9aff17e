/**
 * Everything an OP hands to a client, in the order it is made: what is hashed comes before the ID Token that hashes it
 * (Core §3.3.2.11). `value` is the response parameter, `hash` the ID Token claim that binds it, `grant_type` what it
 * belongs to in Dynamic Registration §2, `credential` whether whoever sees it can use it as it is.
 */
// biome-ignore format: a table
export const ARTEFACTS = {
  code:          { value: 'code',          hash: 'c_hash',  grant_type: 'authorization_code', credential: false },
  token:         { value: 'access_token',  hash: 'at_hash', grant_type: 'implicit',           credential: true },
  refresh_token: { value: 'refresh_token', hash: undefined, grant_type: 'refresh_token',      credential: true },
  id_token:      { value: 'id_token',      hash: undefined, grant_type: 'implicit',           credential: true },
} as const

/** One of the things an OP issues. */
export type Artefact = keyof typeof ARTEFACTS

/** The claims of an ID Token that bind what was sent beside it (Core §3.3.2.11; `s_hash`: FAPI 1.0 Advanced §5.1). */
export type HashClaim = 'c_hash' | 'at_hash' | 's_hash'

const ORDER = Object.keys(ARTEFACTS) as readonly Artefact[]

/**
 * The given artefacts in the order of issue; words that name none are left out.
 *
 * @example inOrder(['id_token', 'cookie', 'code']) // ['code', 'id_token']
 */
export const inOrder = (wanted: readonly string[]): readonly Artefact[] =>
  ORDER.filter((artefact) => wanted.includes(artefact))
