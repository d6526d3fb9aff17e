import { errorText } from '@gryphon/protocol'
import { AccessError } from './errors.ts'

/** RFC 9110 §5.6.4. */
const quoted = (name: string, value: string) => `${name}="${errorText(value)}"`

/** The `WWW-Authenticate` challenge that belongs to a refusal (RFC 6750 §3). */
const challengeOf = (error: AccessError, realm: string | undefined): string => {
  const attributes = [
    ...(realm === undefined ? [] : [quoted('realm', realm)]),
    ...(error.error === undefined
      ? []
      : [quoted('error', error.error), quoted('error_description', error.message)]),
    ...(error.scope === undefined ? [] : [quoted('scope', error.scope.join(' '))]),
  ]
  return ['Bearer', attributes.join(', ')].join(' ').trim()
}

const bodyOf = ({ error, message }: AccessError) =>
  error === undefined ? {} : { error, error_description: errorText(message) }

/**
 * The answer to a refused request: status, challenge, and the error as JSON. Throws on what is no
 * `AccessError`.
 */
export const refusal = (error: unknown, realm: string | undefined): Response => {
  if (!(error instanceof AccessError)) throw error
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (error.status !== 503) headers.set('www-authenticate', challengeOf(error, realm))
  return Response.json(bodyOf(error), { status: error.status, headers })
}
