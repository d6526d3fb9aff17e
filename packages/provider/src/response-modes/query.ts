import { redirect } from '../http/responses.ts'
import { type Encode, formText } from './encode.ts'

/**
 * Multiple Response Types §2.1 `query`. Ends in a harmless fragment, for a browser would carry the one of an earlier address
 * over the redirect (RFC 9700 §4.1.3).
 */
export const query: Encode = ({ redirect_uri }, parameters) =>
  redirect(`${redirect_uri}${separator(redirect_uri)}${formText(parameters)}#_`)

/** What joins a query to an address that may have one, which is kept (RFC 6749 §3.1.2). */
const separator = (redirect_uri: string) => {
  if (!redirect_uri.includes('?')) return '?'
  return /[?&]$/.test(redirect_uri) ? '' : '&'
}
