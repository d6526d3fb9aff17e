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
