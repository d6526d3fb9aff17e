import type { CheckSource } from './check.ts'
import { ClientError } from './errors.ts'

/** The one value of a parameter; an empty one is none (RFC 6749 §3.1). Throws `parameter_repeated`. */
export const singleParameter = (
  parameters: URLSearchParams,
  name: string,
  source: CheckSource,
): string | undefined => {
  const [value, ...more] = parameters.getAll(name)
  if (more.length === 0) return value === '' ? undefined : value
  throw new ClientError('parameter_repeated', `${name} is there more than once`, {
    section: 'RFC 6749 §3.1',
    source,
  })
}
