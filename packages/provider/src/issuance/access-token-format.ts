import type { AccessTokenFormat } from '../model/resource.ts'
import type { Op } from '../op.ts'
import type { AccessTokenClaims, CarriedGrant } from './access-token.ts'

/** The `typ` of an access token that is a JWT (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYP = 'at+jwt'

/** How an access token is written, and read again: `undefined` for what is not of this format. */
interface Format {
  write(op: Op, claims: AccessTokenClaims): string | Promise<string>
  read(op: Op, text: string): AccessTokenClaims | undefined
}

const FORMATS: Readonly<Record<AccessTokenFormat, Format>> = {
  jwt: { write: writeJwt, read: readJwt },
  opaque: {
    write: (op, claims) => op.keys.seal('access_token', claims, claims.exp),
    read(op, text) {
      const opened = op.keys.open('access_token', text)
      return opened.outcome === 'opened' ? (opened.value as AccessTokenClaims) : undefined
    },
  },
}

/** A JWT can be read by whoever sees it, so what it carries for us alone is sealed in it. */
function writeJwt(op: Op, { carried_grant, ...claims }: AccessTokenClaims): Promise<string> {
  const carried =
    carried_grant === undefined
      ? {}
      : { carried_grant: op.keys.seal('carried_grant', carried_grant, claims.exp) }
  return op.keys.sign('ES256', ACCESS_TOKEN_TYP, { ...claims, ...carried })
}

function readJwt(op: Op, text: string): AccessTokenClaims | undefined {
  const told = op.keys.verify(text, ACCESS_TOKEN_TYP)
  if (told === undefined) return undefined
  const { carried_grant, ...rest } = told
  const claims = rest as unknown as AccessTokenClaims
  const opened =
    carried_grant === undefined ? undefined : op.keys.open('carried_grant', String(carried_grant))
  return opened?.outcome === 'opened'
    ? { ...claims, carried_grant: opened.value as CarriedGrant }
    : claims
}

/** How a token for these APIs looks: opaque as soon as one of them wants it so; without an API, as the OP is set. */
export function formatFor(op: Op, resource: readonly string[]): AccessTokenFormat {
  const asked = op.resources.filter((known) => resource.includes(known.resource))
  if (asked.some(({ access_token_format }) => access_token_format === 'opaque')) return 'opaque'
  return asked.length === 0 ? op.access_token_format : 'jwt'
}

/** An access token as text. */
export const writeAccessToken = async (
  op: Op,
  format: AccessTokenFormat,
  claims: AccessTokenClaims,
): Promise<string> => FORMATS[format].write(op, claims)

/** The claims of an access token that this OP issued, in whatever format, and that has not expired; `undefined` for anything else. */
export function openAccessToken(op: Op, text: string): AccessTokenClaims | undefined {
  const claims = FORMATS.jwt.read(op, text) ?? FORMATS.opaque.read(op, text)
  return claims !== undefined && claims.iss === op.issuer && claims.exp > op.now()
    ? claims
    : undefined
}
