import { ARTEFACTS, type Artefact, inOrder } from './artefacts.ts'
import type { ResponseMode } from './response-mode.ts'

/** The response types there are, in canonical spelling (Core §3; Multiple Response Types §3 to §5). */
export const RESPONSE_TYPES = [
  'none',
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const

/**
 * A set of artefacts by its canonical name: `none`, `code`, `id_token`, `id_token token`, `code id_token`, `code token` or
 * `code id_token token`.
 */
export type ResponseType = (typeof RESPONSE_TYPES)[number]

type Words<S extends string> = S extends `${infer Head} ${infer Rest}` ? Head | Words<Rest> : S

/** `ArtefactsOf<'code id_token'>` is `'code' | 'id_token'`. */
export type ArtefactsOf<R extends ResponseType> = Extract<Words<R>, Artefact>

const spell = (words: string) => words.split(' ').sort().join(' ')

const BY_SPELLING: ReadonlyMap<string, ResponseType> = new Map(
  RESPONSE_TYPES.flatMap((type) => [
    [type, type],
    [spell(type), type],
  ]),
)

/**
 * The response type that these words name, in whatever order (RFC 6749 §3.1.1); `undefined` for unknown or repeated words.
 *
 * @example parseResponseType('token id_token code') // 'code id_token token'
 */
export const parseResponseType = (text: string): ResponseType | undefined =>
  BY_SPELLING.get(text) ?? BY_SPELLING.get(spell(text))

const ARTEFACTS_OF = new Map<ResponseType, readonly Artefact[]>(
  RESPONSE_TYPES.map((type) => [type, inOrder(type.split(' '))]),
)

/**
 * What a response type asks for, in the order of issue.
 *
 * @example artefactsOf('code id_token') // ['code', 'id_token']
 */
export const artefactsOf = (type: ResponseType): readonly Artefact[] => ARTEFACTS_OF.get(type) ?? []

const names = (type: ResponseType, artefact: Artefact) => artefactsOf(type).includes(artefact)

/**
 * Core §3.2.2.1, §3.3.2.11: an ID Token from the authorization endpoint must carry a nonce.
 *
 * @example requiresNonce('code token') // false
 */
export const requiresNonce = (type: ResponseType): boolean => names(type, 'id_token')

/**
 * PKCE binds a code, so only a response type with a code has a challenge (RFC 7636 §4.3).
 *
 * @example takesCodeChallenge('id_token token') // false
 */
export const takesCodeChallenge = (type: ResponseType): boolean => names(type, 'code')

/**
 * The grant types a client of this response type has (the table of Dynamic Registration §2).
 *
 * @example requiredGrantTypes('code id_token') // ['authorization_code', 'implicit']
 */
export const requiredGrantTypes = (type: ResponseType): readonly string[] => [
  ...new Set(artefactsOf(type).map((artefact) => ARTEFACTS[artefact].grant_type)),
]

/**
 * Multiple Response Types §3 and §5: a response with a credential in it is not sent in the query.
 *
 * @example carriesCredential('code') // false
 */
export const carriesCredential = (type: ResponseType): boolean =>
  artefactsOf(type).some((artefact) => ARTEFACTS[artefact].credential)

/**
 * Multiple Response Types §2.1, §5.
 *
 * @example defaultResponseMode('code id_token') // 'fragment'
 */
export const defaultResponseMode = (type: ResponseType): ResponseMode =>
  carriesCredential(type) ? 'fragment' : 'query'

/**
 * Core §5.4: with no access token to fetch them with, the claims that scopes ask for go into the ID Token.
 *
 * @example putsScopeClaimsInIdToken('id_token') // true
 */
export const putsScopeClaimsInIdToken = (type: ResponseType): boolean =>
  names(type, 'id_token') && !names(type, 'code') && !names(type, 'token')
