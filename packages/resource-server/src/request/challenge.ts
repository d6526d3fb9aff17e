import { errorText } from '@gryphon/protocol'
import { AccessError, type Scheme } from '../errors.ts'

/** What the challenges of an API say, whatever the refusal. */
export interface ChallengeSettings {
  readonly realm: string | undefined
  /** The schemes that are accepted, the first one first. */
  readonly schemes: readonly Scheme[]
  /** What proofs may be signed with (RFC 9449 §7.1). */
  readonly dpop_algorithms: readonly string[]
  /** Where the API's metadata are (RFC 9728 §5.1). */
  readonly resource_metadata: string | undefined
}

/** An answer to a refused request, for any framework. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string
}

type Attribute = readonly [name: string, value: string | undefined]

/** RFC 9110 §5.6.4. */
const quoted = ([name, value]: Attribute) =>
  value === undefined ? [] : [`${name}="${errorText(value)}"`]

const errorAttributes = (error: AccessError): readonly Attribute[] => [
  ['error', error.error],
  ['error_description', error.error === undefined ? undefined : error.message],
  ['scope', error.scope?.join(' ')],
  ['acr_values', error.acr_values?.join(' ')],
  ['max_age', error.max_age?.toString()],
]

/** What a scheme's own challenge says beside the rest. */
const SCHEME_ATTRIBUTES: Readonly<
  Record<Scheme, (settings: ChallengeSettings) => readonly Attribute[]>
> = {
  Bearer: () => [],
  DPoP: ({ dpop_algorithms }) => [['algs', dpop_algorithms.join(' ')]],
}

/**
 * The `WWW-Authenticate` challenges that belong to a refusal (RFC 6750 §3, RFC 9449 §7.1), one for
 * each scheme; the scheme that was used names the error.
 */
const challengesOf = (error: AccessError, settings: ChallengeSettings): string => {
  const { realm, schemes, resource_metadata } = settings
  const used = schemes.includes(error.scheme) ? error.scheme : schemes[0]
  const challenges = schemes.map((scheme) => {
    const attributes: readonly Attribute[] = [
      ['realm', realm],
      ...(scheme === used ? errorAttributes(error) : []),
      ...SCHEME_ATTRIBUTES[scheme](settings),
      ['resource_metadata', resource_metadata],
    ]
    return `${scheme} ${attributes.flatMap(quoted).join(', ')}`.trim()
  })
  return challenges.join(', ')
}

const bodyOf = ({ error, message }: AccessError) =>
  error === undefined ? {} : { error, error_description: errorText(message) }

const headersOf = (error: AccessError, settings: ChallengeSettings) => ({
  'content-type': 'application/json',
  'cache-control': 'no-store',
  ...(error.status === 503 ? {} : { 'www-authenticate': challengesOf(error, settings) }),
  ...(error.retry_after === undefined ? {} : { 'retry-after': String(error.retry_after) }),
  ...(error.dpop_nonce === undefined ? {} : { 'dpop-nonce': error.dpop_nonce }),
})

/**
 * The answer to a refused request: status, challenge, and the error as JSON. Throws on what is no
 * `AccessError`.
 */
export const refusalOf = (error: unknown, settings: ChallengeSettings): Refusal => {
  if (!(error instanceof AccessError)) throw error
  const body = JSON.stringify(bodyOf(error))
  return { status: error.status, headers: headersOf(error, settings), body }
}
