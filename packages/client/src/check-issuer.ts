import { ClientError } from './errors.ts'

const WELL_KNOWN = '/.well-known/'

/**
 * Discovery §3: an issuer has neither query nor fragment. One that was learnt from a request would choose with them what
 * is asked of a host, and whose credentials are sent.
 */
const checkIsIdentifier = (issuer: string): void => {
  const { username, password } = new URL(issuer)
  if (!/[?#]/.test(issuer) && username === '' && password === '') return
  throw new ClientError('issuer_mismatch', 'the issuer is no issuer identifier', {
    section: 'Discovery §3',
    expected: 'a URL of scheme, host and path',
  })
}

/**
 * Throws `configuration_invalid` for what can be no issuer (Discovery §3): a text that is no URL, say of a variable that is
 * not set, or the address of the discovery document instead of what stands before it; `issuer_mismatch` for a URL with more
 * than scheme, host and path.
 */
export const checkIssuer = (issuer: string): void => {
  const isUrl = URL.canParse(issuer) && /^https?:/.test(issuer)
  if (isUrl && !issuer.includes(WELL_KNOWN)) {
    checkIsIdentifier(issuer)
    return
  }
  const message = isUrl
    ? `issuer must be given without ${WELL_KNOWN} and what follows`
    : 'issuer must be a URL: the `issuer` of the OP, to the letter'
  throw new ClientError('configuration_invalid', message, {
    section: 'Discovery §3',
    expected: isUrl ? issuer.slice(0, issuer.indexOf(WELL_KNOWN)) : 'https://…',
    found: issuer,
  })
}
