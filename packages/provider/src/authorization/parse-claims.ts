import { AuthorizationError } from '@gryphon/protocol'
import {
  CLAIMS_OF_A_TOKEN,
  type ClaimRequest,
  type ClaimsRequest,
  withoutLanguage,
} from '../model/claims-request.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Supported } from './parse.ts'

const refuse = (description: string) =>
  new AuthorizationError('invalid_request', description, 'Core §5.5')

/**
 * The `claims` parameter (Core §5.5): JSON of what is wanted from UserInfo and in the ID Token. Claims that the OP does not
 * have are left out: they cannot be given, and nobody is to be asked for them.
 */
export function parseClaims(
  parameters: Parameters,
  { claims_supported }: Pick<Supported, 'claims_supported'>,
): ClaimsRequest | undefined {
  const text = parameters.get('claims')
  if (text === undefined) return undefined
  const { userinfo, id_token } = parseObject(text)
  const known = [...CLAIMS_OF_A_TOKEN, ...claims_supported]
  return { userinfo: parseMember(userinfo, known), id_token: parseMember(id_token, known) }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // What is not JSON is no object either: refused below.
  }
  throw refuse('claims is not a JSON object')
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseMember(member: unknown, known: readonly string[]): ClaimsRequest['userinfo'] {
  if (member === undefined || member === null) return {}
  if (!isObject(member)) throw refuse('a member of claims is not a JSON object')
  return Object.fromEntries(
    Object.entries(member)
      .map(([name, request]) => [name, parseClaimRequest(request)] as const)
      .filter(([name]) => known.includes(withoutLanguage(name))),
  )
}

/** Core §5.5.1: `null`, or an object whose unknown members are ignored. */
function parseClaimRequest(request: unknown): ClaimRequest {
  if (request === null) return {}
  if (!isObject(request)) throw refuse('a claim is asked for by neither null nor an object')
  const { essential, value, values } = request
  if (values !== undefined && !Array.isArray(values)) throw refuse('values of a claim is no array')
  return {
    ...(essential === true ? { essential } : {}),
    ...(value === undefined ? {} : { value }),
    ...(values === undefined ? {} : { values }),
  }
}
