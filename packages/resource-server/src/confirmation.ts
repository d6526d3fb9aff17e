import { checkCertificate, type MtlsConfig } from './certificate.ts'
import type { ProofChecker } from './dpop/dpop.ts'
import { type AccessError, type AccessErrorCode, invalidToken, type Scheme } from './errors.ts'
import type { JsonObject } from './fetch-json.ts'
import type { ApiRequest } from './request/api-request.ts'

/** What tells that a bound token is in the right hands. */
export interface Binding {
  readonly dpop: ProofChecker | undefined
  readonly mtls: MtlsConfig | undefined
}

/** A token beside the request that brought it; a bare one has none. */
export interface Presented {
  readonly request: ApiRequest | undefined
  readonly scheme: Scheme
  readonly token: string
  readonly claims: JsonObject
}

interface Bound {
  readonly request: ApiRequest
  readonly scheme: Scheme
  readonly token: string
  readonly value: unknown
}

/** Checks one member of `cnf`; tells the nonce for the answer, if there is one. */
type Confirm = (bound: Bound, binding: Binding) => Promise<string | undefined>

const refuse = (code: AccessErrorCode, description: string, section: string): AccessError =>
  invalidToken(code, description, { section })

const constrained = () =>
  refuse(
    'token_sender_constrained',
    'the access token is bound to what cannot be shown here',
    'RFC 7800 §3.1',
  )

/** RFC 9449 §7.1: a bound token is no Bearer token. */
const confirmKey: Confirm = ({ request, scheme, token, value }, { dpop }) => {
  if (dpop === undefined) throw constrained()
  if (scheme !== 'DPoP')
    throw refuse(
      'dpop_scheme_missing',
      'the access token is bound to a key and must be sent with a proof of it',
      'RFC 9449 §7.2',
    )
  return dpop.check({ request, token, jkt: value })
}

const confirmCertificate: Confirm = async ({ request, value }, { mtls }) => {
  if (mtls === undefined) throw constrained()
  await checkCertificate(request, value, mtls)
  return undefined
}

/** The members of `cnf` that are understood (RFC 9449 §6.1, RFC 8705 §3.1); any other is refused. */
const CONFIRMATIONS: ReadonlyMap<string, Confirm> = new Map([
  ['x5t#S256', confirmCertificate],
  ['jkt', confirmKey],
])

/** Throws `AccessError` where the API or the scheme asks for a binding that the token has not. */
const checkBound = (members: readonly string[], scheme: Scheme, { dpop, mtls }: Binding): void => {
  const isKeyBound = members.includes('jkt')
  if (scheme === 'DPoP' && !isKeyBound)
    throw refuse('token_unbound', 'the access token is not bound to a key', 'RFC 9449 §7.1')
  if (dpop?.unbound === 'refuse' && !isKeyBound)
    throw refuse('dpop_required', 'the access token must be bound to a key', 'RFC 9449 §7.1')
  if (mtls?.unbound === 'refuse' && !members.includes('x5t#S256'))
    throw refuse(
      'certificate_required',
      'the access token must be bound to a certificate',
      'RFC 8705 §3',
    )
}

const membersOf = (cnf: unknown): readonly (readonly [string, unknown])[] => {
  if (cnf === undefined) return []
  const members = typeof cnf === 'object' && cnf !== null ? Object.entries(cnf) : []
  if (members.length === 0) throw constrained()
  return members
}

/**
 * Throws `AccessError` unless every key that the token is bound to was shown. Tells the nonce that
 * the answer must bring, if there is one.
 */
export const checkConfirmation = async (
  { request, scheme, token, claims }: Presented,
  binding: Binding,
): Promise<string | undefined> => {
  const members = membersOf(claims.cnf)
  const names = members.map(([name]) => name)
  checkBound(names, scheme, binding)
  let nonce: string | undefined
  for (const [name, value] of members) {
    const confirm = CONFIRMATIONS.get(name)
    if (confirm === undefined || request === undefined) throw constrained()
    nonce = (await confirm({ request, scheme, token, value }, binding)) ?? nonce
  }
  return nonce
}
