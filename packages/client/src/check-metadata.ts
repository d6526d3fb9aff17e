import { ClientError } from './errors.ts'
import type { ClientMetadata } from './metadata.ts'

const refuse = (message: string, section: string, found: string | undefined) =>
  new ClientError('configuration_invalid', message, { section, found })

/** A type cannot say it: a variable of the environment that is not set is an empty text, or none. */
const isText = (value: unknown) => typeof value === 'string' && value !== ''

/** Throws `configuration_invalid` for a client that no OP can have registered (Dynamic Registration §2). */
export const checkMetadata = ({
  client_id,
  redirect_uri,
  authentication,
}: ClientMetadata): void => {
  if (!isText(client_id))
    throw refuse('client_id must be the one that the OP gave', 'RFC 6749 §2.2', client_id)
  if (!URL.canParse(redirect_uri) || redirect_uri.includes('#'))
    throw refuse(
      'redirect_uri must be a whole URL without a fragment, as it is registered',
      'RFC 6749 §3.1.2',
      redirect_uri,
    )
  if (typeof authentication?.authenticate !== 'function')
    throw refuse(
      'authentication is needed: clientSecretBasic(…), another one, or none() for a public client',
      'Core §9',
      undefined,
    )
}

/** Throws `configuration_invalid` for a secret that is none (RFC 6749 §2.3.1). */
export const checkSecret = (client_secret: string): void => {
  if (!isText(client_secret))
    throw refuse(
      'client_secret is empty: a client that has none is none()',
      'RFC 6749 §2.3.1',
      undefined,
    )
}
