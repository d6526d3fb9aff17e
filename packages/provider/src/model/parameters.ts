import {
  CODE_CHALLENGE_METHODS,
  DISPLAYS,
  JWT_BEARER,
  PROMPTS,
  RESPONSE_MODES,
  RESPONSE_TYPES,
  STANDARD_SCOPES,
  wordsOf,
} from '@gryphon/protocol'
import type { Client } from './client.ts'

/**
 * The parameters of a request, one value per name; those without a value count as left out, and a name that came more than
 * once has its first value and stands in `repeated` (RFC 6749 §3.1). `resource` may repeat (RFC 8707 §2): its values are
 * one, space-delimited, for a URI has no space.
 */
export interface Parameters extends ReadonlyMap<string, string> {
  readonly repeated: readonly string[]
}

const MAY_REPEAT = ['resource']

/** Makes parameters of name-value pairs. */
export function parametersOf(pairs: Iterable<readonly [string, string]>): Parameters {
  const values = new Map<string, string>()
  const repeated: string[] = []
  for (const [name, value] of pairs) {
    if (value === '') continue
    const earlier = values.get(name)
    if (earlier === undefined) values.set(name, value)
    else if (MAY_REPEAT.includes(name)) values.set(name, `${earlier} ${value}`)
    else repeated.push(name)
  }
  return Object.assign(values, { repeated })
}

/** Words that the specifications define: what is spelled with them holds no secret. */
const WORDS: readonly string[] = [
  ...RESPONSE_TYPES.flatMap((type) => type.split(' ')),
  ...RESPONSE_MODES,
  ...PROMPTS,
  ...DISPLAYS,
  ...STANDARD_SCOPES,
  ...CODE_CHALLENGE_METHODS,
  'plain',
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'access_token',
  JWT_BEARER,
]
const LONGEST_SHOWN = 200

const hidden = (text: string) =>
  `(${text.length} ${text.length === 1 ? 'character' : 'characters'})`

/**
 * What of a request an operator may see: every name that looks like one, values only as far as they are words of the
 * specifications, for a secret may be in the wrong place; of an address only whose it is. Of a known client also its own
 * `client_id`, and the address without its query.
 *
 * @example shownParameters(parametersOf([['code', 'a secret'], ['prompt', 'none']])) // { code: '(8 characters)', prompt: 'none' }
 */
export function shownParameters(
  parameters: Parameters,
  client?: Known,
): Readonly<Record<string, string>> {
  const shown = client === undefined ? SHOWN : new Map([...SHOWN, ...shownOfKnown(client)])
  return Object.fromEntries(
    [...parameters]
      .filter(([name]) => /^[a-z_]{1,40}$/.test(name))
      .map(([name, value]) => [name, (shown.get(name) ?? hidden)(value)]),
  )
}

type Known = Pick<Client, 'client_id' | 'redirect_uris'> &
  Partial<Pick<Client, 'post_logout_redirect_uris'>>

/** Of an address at a host that the client has registered its path too: it is misspelt, and no secret of somebody else's. */
const shownOfKnown = (client: Known): typeof SHOWN => {
  const { client_id, redirect_uris, post_logout_redirect_uris = [] } = client
  const hosts = [...redirect_uris, ...post_logout_redirect_uris].map((uri) => URL.parse(uri)?.host)
  const address = (value: string) =>
    hosts.includes(URL.parse(value)?.host) ? shownAddress(value) : shownUri(value)
  return new Map([
    ['client_id', (value) => (value === client_id ? value : hidden(value))],
    ['redirect_uri', address],
    ['post_logout_redirect_uri', address],
  ])
}

/** Without who signs in there, without query and fragment: what of an address may be wrong, and is no secret. */
function shownAddress(value: string): string {
  const url = URL.parse(value)
  if (url === null) return hidden(value)
  const rest = url.search.length + url.hash.length
  return (
    `${url.protocol}//${url.host}${url.pathname}`.slice(0, LONGEST_SHOWN) +
    (rest === 0 ? '' : ` and ${rest} characters`)
  )
}

const shownWords = (value: string) => {
  const words = value.slice(0, LONGEST_SHOWN).split(' ')
  const isKnown = (word: string) => WORDS.includes(word)
  return words.some(isKnown)
    ? words.map((word) => (isKnown(word) ? word : hidden(word))).join(' ')
    : hidden(value)
}

function shownUri(value: string): string {
  const url = URL.parse(value)
  return url === null
    ? hidden(value)
    : `${url.protocol}//${url.host}`.slice(0, LONGEST_SHOWN) +
        ` with a path of ${url.pathname.length} characters`
}

/** The parameters whose values say something to an operator, and cannot be a secret as far as they are shown. */
const SHOWN: ReadonlyMap<string, (value: string) => string> = new Map([
  ...[
    'response_type',
    'response_mode',
    'scope',
    'prompt',
    'display',
    'code_challenge_method',
    'grant_type',
    'token_type_hint',
    'client_assertion_type',
  ].map((name): [string, (value: string) => string] => [name, shownWords]),
  ['redirect_uri', shownUri],
  ['post_logout_redirect_uri', shownUri],
])

/** The APIs that a request names: by `resource` (RFC 8707 §2) and by `audience`, its synonym, each once. */
export const askedResources = (parameters: Parameters): readonly string[] =>
  wordsOf(`${parameters.get('resource') ?? ''} ${parameters.get('audience') ?? ''}`)
