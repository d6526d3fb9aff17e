import { ClientError } from './errors.ts'
import { type JsonObject, parseJsonObject } from './json.ts'

/** How a single claim is asked for; `null` is a voluntary claim with any value (Core §5.5.1). */
export type ClaimRequest = {
  readonly essential?: boolean
  readonly value?: unknown
  readonly values?: readonly unknown[]
} | null

/** The `claims` parameter (Core §5.5). */
export interface ClaimsRequest {
  readonly userinfo?: Readonly<Record<string, ClaimRequest>>
  readonly id_token?: Readonly<Record<string, ClaimRequest>>
}

/** What the ID Token must have because `claims` makes it essential, as the transaction keeps it. */
interface Essentials {
  readonly essential_acr?: readonly string[]
  readonly essential_auth_time?: true
}

/** The `claims` parameter as an object, if it was given as JSON. Throws `ClientError`. */
export const parseClaimsRequest = (claims: ClaimsRequest | string): ClaimsRequest => {
  const parsed = typeof claims === 'string' ? parseJsonObject(claims) : claims
  if (parsed !== undefined) return parsed
  throw new ClientError('configuration_invalid', 'claims is no JSON object', {
    section: 'Core §5.5',
  })
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const essential = (claims: ClaimsRequest, name: string): JsonObject | undefined => {
  const member: unknown = isObject(claims.id_token) ? claims.id_token[name] : undefined
  return isObject(member) && member.essential === true ? member : undefined
}

/**
 * What an ID Token must have of what `claims` asks for: the claims about the authentication, which every OP can tell
 * (Core §5.5.1, §5.5.1.1). Any other essential claim may still be missing.
 */
export const essentialsOf = (claims: ClaimsRequest): Essentials => {
  const acr = essential(claims, 'acr')
  const values = [acr?.value, acr?.values].flat().filter((value) => typeof value === 'string')
  return {
    ...(acr !== undefined && { essential_acr: values }),
    ...(essential(claims, 'auth_time') !== undefined && { essential_auth_time: true }),
  }
}
