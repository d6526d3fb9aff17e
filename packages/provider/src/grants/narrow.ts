import { TokenError, wordsOf } from '@gryphon/protocol'
import type { Grant } from '../model/grant.ts'
import { askedResources, type Parameters } from '../model/parameters.ts'

/**
 * The grant as this request asks for it: not more than was granted (RFC 6749 §6, RFC 8707 §2.2). The grant itself stays as it
 * is. Throws `invalid_scope` or `invalid_target`.
 */
export function narrowed(grant: Grant, parameters: Parameters): Grant {
  const resource = askedResources(parameters)
  if (resource.some((one) => !grant.resource.includes(one)))
    throw new TokenError('invalid_target', 'resource was not granted', 'RFC 8707 §2.2')
  return resource.length === 0 ? grant : { ...grant, resource }
}

/** The grant with no more scope than the request names (RFC 6749 §6). Throws `invalid_scope` for what was not granted. */
export function narrowedScope(grant: Grant, parameters: Parameters): Grant {
  const scope = wordsOf(parameters.get('scope'))
  if (scope.some((word) => !grant.scope.includes(word)))
    throw new TokenError('invalid_scope', 'scope was not granted', 'RFC 6749 §6')
  return scope.length === 0 ? grant : { ...grant, scope }
}
