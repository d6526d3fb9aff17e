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

/** Parameters of a small vocabulary, or that say nothing secret: their values may be shown to the operator. */
const SHOWN = [
  'response_type',
  'response_mode',
  'scope',
  'prompt',
  'max_age',
  'display',
  'ui_locales',
  'acr_values',
  'resource',
  'audience',
  'code_challenge_method',
  'grant_type',
  'token_type_hint',
  'client_assertion_type',
]
const LONGEST_SHOWN = 200

/**
 * What of a request an operator may see: every name that looks like one, values only of parameters that cannot hold a secret; of an address
 * neither query nor fragment.
 *
 * @example shownParameters(parametersOf([['code', 'a secret'], ['prompt', 'none']])) // { code: '(8 characters)', prompt: 'none' }
 */
export const shownParameters = (parameters: Parameters): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...parameters]
      .filter(([name]) => /^[a-z_]{1,40}$/.test(name))
      .map(([name, value]) => [name, shownValue(name, value)]),
  )

function shownValue(name: string, value: string): string {
  if (SHOWN.includes(name)) return value.slice(0, LONGEST_SHOWN)
  if (name !== 'redirect_uri') return `(${value.length} characters)`
  const url = URL.parse(value)
  return url === null
    ? `(${value.length} characters, no URI)`
    : `${url.protocol}//${url.host}${url.pathname}`.slice(0, LONGEST_SHOWN)
}
