import { type AuthorizationResponse, RESPONSE_PARAMETERS } from './authorization-response.ts'
import type { Check } from './check.ts'
import { JWT_RESPONSE_RULES } from './checks/jwt-response.ts'
import { runRules } from './checks/run-rules.ts'
import { openJwt } from './encrypted-jwt.ts'
import type { JsonObject } from './json.ts'
import type { Party } from './party.ts'
import type { JwtKind } from './signed-jwt.ts'

const JWT_RESPONSE: JwtKind = {
  name: 'authorization response',
  section: 'JARM §2.1',
  encryption_section: 'JARM §2.2',
  malformed: 'authorization_response_malformed',
  alg_section: 'JARM §3',
  signature_section: 'JARM §2.4',
  header_rules: [],
}

/** A claim as the parameter that it stands for: a text, or `expires_in` (JARM §2.1). */
const parameterOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const parametersOf = (claims: JsonObject): AuthorizationResponse['parameters'] =>
  Object.fromEntries(RESPONSE_PARAMETERS.map((name) => [name, parameterOf(claims[name])]))

/**
 * The response in the JWT that came: what is beside the JWT is not believed (JARM §2.4). Throws `ClientError` with the
 * checks made until then.
 */
export const openJwtResponse = async (
  party: Party,
  { mode, parameters }: AuthorizationResponse,
  before: readonly Check[],
): Promise<{ readonly response: AuthorizationResponse; readonly checks: readonly Check[] }> => {
  const run = { source: 'authorization_response_jwt', leftOut: party.leftOut } as const
  const given = { jwt: parameters.response ?? '', protection: party.protection.authorization }
  const { claims, checks } = await openJwt(party, JWT_RESPONSE, given, { ...run, before })
  const { op, client, clock_tolerance } = party
  const subject = {
    claims,
    iss: op.issuer,
    client_id: client.client_id,
    now: party.now(),
    clock_tolerance,
  }
  return {
    response: { mode, parameters: parametersOf(claims) },
    checks: runRules(JWT_RESPONSE_RULES, subject, { ...run, before: checks }),
  }
}
