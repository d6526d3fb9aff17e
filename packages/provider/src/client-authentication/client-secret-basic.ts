import { TokenError } from '@gryphon/protocol'
import type { AuthenticationMethod, Presented } from './method.ts'
import { checkSecret } from './secret.ts'

/** RFC 6749 §2.3.1: HTTP Basic, id and secret form-encoded each before they are joined. */
export const clientSecretBasic: AuthenticationMethod = {
  method: 'client_secret_basic',
  presented(request) {
    const [scheme = '', credentials = ''] = request.header('authorization')?.split(' ', 2) ?? []
    return scheme.toLowerCase() === 'basic' ? parseCredentials(credentials) : undefined
  },
  check: checkSecret,
}

function parseCredentials(credentials: string): Presented {
  const text = Buffer.from(credentials, 'base64').toString()
  const colon = text.indexOf(':')
  const [client_id, proof] = [text.slice(0, colon), text.slice(colon + 1)].map(formDecode)
  if (colon < 1 || client_id === undefined || proof === undefined)
    throw new TokenError(
      'invalid_client',
      'the Authorization header is not Basic credentials',
      'RFC 6749 §2.3.1',
    )
  return { client_id, proof }
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
