import { ClientError } from './errors.ts'

const WELL_KNOWN = '/.well-known/'

/**
 * Throws `configuration_invalid` for what can be no issuer (Discovery §3): a text that is no URL, say of a variable that is
 * not set, or the address of the discovery document instead of what stands before it.
 */
export const checkIssuer = (issuer: string): void => {
  const isUrl = URL.canParse(issuer) && /^https?:/.test(issuer)
  if (isUrl && !issuer.includes(WELL_KNOWN)) return
  const message = isUrl
    ? `issuer must be given without ${WELL_KNOWN} and what follows`
    : 'issuer must be a URL: the `issuer` of the OP, to the letter'
  throw new ClientError('configuration_invalid', message, {
    section: 'Discovery §3',
    expected: isUrl ? issuer.slice(0, issuer.indexOf(WELL_KNOWN)) : 'https://…',
    found: issuer,
  })
}
