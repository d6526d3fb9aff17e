import { matches, type Rule } from './checks/rule.ts'
import { runRules } from './checks/run-rules.ts'
import { ClientError } from './errors.ts'
import { type JsonObject, parseJsonObject } from './json.ts'
import type { Userinfo } from './login.ts'
import type { Party } from './party.ts'

interface UserinfoSubject {
  readonly claims: JsonObject
  readonly expected_sub: string
}

const USERINFO_RULES: readonly Rule<UserinfoSubject>[] = [
  {
    check: 'sub',
    section: 'Core §5.3.2',
    examine: ({ claims, expected_sub }) =>
      matches('sub', { expected: expected_sub, found: claims.sub, presence: 'required' }),
  },
]

/** `error="…"` of a challenge (RFC 6750 §3). */
const errorOf = (challenge: string | null) => /\berror="([^"]*)"/.exec(challenge ?? '')?.[1]

/**
 * Asks for a UserInfo Response and believes it only about the End-User of the ID Token (Core
 * §5.3.2, §16.11).
 */
export const userinfo = async (
  party: Party,
  access_token: string,
  expected_sub: string,
): Promise<Userinfo> => {
  const url = party.op.userinfo_endpoint
  if (url === undefined)
    throw new ClientError('endpoint_missing', 'the OP has no userinfo_endpoint')
  const { status, headers, body } = await party.exchange({
    purpose: 'userinfo',
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${access_token}` },
  })
  if (status !== 200)
    throw new ClientError(
      'userinfo_error',
      `the UserInfo Endpoint answered with status ${status}`,
      {
        section: 'Core §5.3.3',
        error: errorOf(headers.get('www-authenticate')),
        expected: '200',
        found: String(status),
      },
    )
  const claims = parseJsonObject(body)
  if (claims === undefined)
    throw new ClientError(
      'userinfo_response_malformed',
      'the UserInfo Response is no JSON object',
      {
        section: 'Core §5.3.2',
        source: 'userinfo_response',
      },
    )
  const run = { source: 'userinfo_response', leftOut: [], before: [] } as const
  runRules(USERINFO_RULES, { claims, expected_sub }, run)
  return { ...claims, sub: expected_sub }
}
