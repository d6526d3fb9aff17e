import { checkIssuer } from '../check-issuer.ts'
import { ClientError } from '../errors.ts'
import { checkSecureUrl } from '../secure-url.ts'
import type { LoginOptions, LoginPaths } from './login-options.ts'

const refuse = (message: string, found?: string) =>
  new ClientError('configuration_invalid', message, { found })

/** Throws `ClientError` for routes that could not be told apart, or never be reached. */
export const checkPaths = (paths: LoginPaths): void => {
  const given = Object.entries(paths)
  for (const [name, path] of given)
    if (!path.startsWith('/')) throw refuse(`paths.${name} must begin with a slash`, path)
  const twice = given.find(([name, path]) => given.some(([n, p]) => n !== name && p === path))
  if (twice !== undefined) throw refuse('two of the paths are the same', twice[1])
}

const checkSession = ({ session = {} }: LoginOptions) => {
  for (const name of ['idle', 'absolute'] as const) {
    const { [name]: seconds = 1 } = session
    if (!(seconds > 0)) throw refuse(`session.${name} must be seconds, more than 0`, `${seconds}`)
  }
}

/**
 * Throws `ClientError` for options with which no login would ever end well: when the application starts, not when the first
 * person comes.
 */
export const checkLoginOptions = (given: LoginOptions, insecure: 'allowed' | 'refused'): void => {
  const { issuer, post_logout_redirect_uri } = given
  if (typeof issuer !== 'object') {
    checkIssuer(issuer)
    checkSecureUrl(issuer, 'issuer', insecure)
  }
  checkSession(given)
  if (post_logout_redirect_uri !== undefined && !URL.canParse(post_logout_redirect_uri))
    throw refuse(
      'post_logout_redirect_uri must be a whole URL, as it is registered',
      post_logout_redirect_uri,
    )
}
