import { defaultResponseMode, parseResponseType } from '@gryphon/protocol'
import { ClientError } from '../errors.ts'
import type { AuthenticationRequest } from '../transaction.ts'

const refuse = (message: string, section: string, found: string) =>
  new ClientError('configuration_invalid', message, { section, found })

type Mode = NonNullable<AuthenticationRequest['response_mode']>

/** By the query where that is the default, else by form_post: what stands in a fragment no server sees. */
const modeOf = (request: AuthenticationRequest): Mode => {
  const usual = defaultResponseMode(request.response_type)
  const mode = request.response_mode ?? (usual === 'fragment' ? 'form_post' : usual)
  const isFragment = mode.startsWith('fragment') || (mode === 'jwt' && usual === 'fragment')
  if (isFragment)
    throw refuse(
      'no server sees a fragment: use form_post, or form_post.jwt',
      'Multiple Response Types §5',
      mode,
    )
  return mode
}

const ENDS_IN_A_SESSION = ['code', 'id_token']

/**
 * What each login of an application asks for: `code id_token`, by form_post, where nothing else is said. Throws
 * `ClientError` for what could not end in a session at a server.
 */
export const resolveRequest = (
  given: Partial<AuthenticationRequest> = {},
): AuthenticationRequest => {
  const request = {
    scope: 'openid',
    ...given,
    response_type: given.response_type ?? 'code id_token',
  }
  const { response_type, scope } = request
  const type = parseResponseType(response_type)
  if (type === undefined || !type.split(' ').some((word) => ENDS_IN_A_SESSION.includes(word)))
    throw refuse('a login needs a response_type with code or id_token', 'Core §3', response_type)
  if (!scope.split(' ').includes('openid'))
    throw refuse('a login needs the scope openid', 'Core §3.1.2.1', scope)
  return {
    ...request,
    response_type: type,
    response_mode: modeOf({ ...request, response_type: type }),
  }
}
