import { type AccessToken, type Presentation, presentationOf } from './access-token.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import {
  SIGNED_USERINFO_RULES,
  USERINFO_FORM_RULES,
  USERINFO_RULES,
  type UserinfoSubject,
} from './checks/userinfo.ts'
import { decryptJwt, openJwt } from './encrypted-jwt.ts'
import { endpointOf } from './endpoint.ts'
import { ClientError } from './errors.ts'
import type { BackChannelResponse } from './exchange.ts'
import { type JsonObject, parseJsonObject } from './json.ts'
import { encryptionOf, protectionOf } from './jwt-protection.ts'
import type { Userinfo } from './login.ts'
import { mediaTypeOf } from './media-type.ts'
import type { Party } from './party.ts'
import { printable } from './printable.ts'
import { exchangeWithProof } from './proven-exchange.ts'
import type { JwtKind } from './signed-jwt.ts'

const USERINFO_JWT: JwtKind = {
  name: 'UserInfo Response',
  section: 'Core §5.3.2',
  malformed: 'userinfo_response_malformed',
  alg_section: 'Core §5.3.2',
  signature_section: 'Core §5.3.4',
  header_rules: [],
}

/** `error="…"` of a challenge (RFC 6750 §3). */
const errorOf = (challenge: string | null) => /\berror="([^"]*)"/.exec(challenge ?? '')?.[1]

const parseClaims = (text: string, { source, before }: Run): JsonObject => {
  const claims = parseJsonObject(text)
  if (claims !== undefined) return claims
  throw new ClientError('userinfo_response_malformed', 'the UserInfo Response is no JSON object', {
    section: 'Core §5.3.2',
    source,
    checks: before,
  })
}

/** Its claims, as they are registered to come: plain, signed, encrypted, or both (Core §5.3.2). */
const open = async (party: Party, body: string, run: Run) => {
  const { client } = party
  if (client.userinfo_signed_response_alg !== undefined) {
    const protection = protectionOf(client, 'userinfo')
    const opened = await openJwt(party, USERINFO_JWT, { jwt: body, protection }, run)
    return { ...opened, rules: SIGNED_USERINFO_RULES }
  }
  const encryption = encryptionOf(client, 'userinfo')
  const { jwt, checks } =
    encryption === undefined
      ? { jwt: body, checks: run.before }
      : await decryptJwt(client.decryption_keys ?? [], { jwt: body, encryption }, USERINFO_JWT, run)
  return { claims: parseClaims(jwt, { ...run, before: checks }), checks, rules: USERINFO_RULES }
}

const expectedType = ({ client }: Party) =>
  client.userinfo_signed_response_alg === undefined &&
  client.userinfo_encrypted_response_alg === undefined
    ? 'application/json'
    : 'application/jwt'

const ask = async (
  party: Party,
  { access_token, authorization, dpop }: Presentation,
): Promise<BackChannelResponse> => {
  const url = endpointOf(party, 'userinfo_endpoint')
  const headers = { authorization, accept: expectedType(party) }
  const response = await exchangeWithProof(
    { dpop, exchange: party.exchange },
    async () => ({ purpose: 'userinfo', method: 'GET', url, headers }),
    access_token,
  )
  const { status } = response
  if (status === 200) return response
  const error = errorOf(response.headers.get('www-authenticate'))
  const why = error === undefined ? '' : `: ${printable(error)}`
  const message = `the UserInfo Endpoint answered with status ${status}${why}`
  throw new ClientError('userinfo_error', message, {
    section: 'Core §5.3.3',
    error,
    expected: '200',
    found: String(status),
  })
}

const subjectOf = (party: Party, claims: JsonObject, expected_sub: string): UserinfoSubject => ({
  claims,
  iss: party.op.issuer,
  client_id: party.client.client_id,
  expected_sub,
  now: party.now(),
  clock_tolerance: party.clock_tolerance,
})

/**
 * Asks for a UserInfo Response and believes it only about the End-User of the ID Token (Core
 * §5.3.2, §16.11).
 */
export const userinfo = async (
  party: Party,
  access: string | AccessToken,
  expected_sub: string,
): Promise<Userinfo> => {
  const { headers, body } = await ask(party, presentationOf(party, access))
  const run = { source: 'userinfo_response', leftOut: party.leftOut } as const
  const content_type = mediaTypeOf(headers)
  const form = { content_type, expected: expectedType(party) } as const
  const before = runRules(USERINFO_FORM_RULES, form, { ...run, before: [] })
  const { claims, checks, rules } = await open(party, body, { ...run, before })
  runRules(rules, subjectOf(party, claims, expected_sub), { ...run, before: checks })
  return { ...claims, sub: expected_sub }
}
