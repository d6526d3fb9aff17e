import type { Check, CheckSource, LeftOut } from '../check.ts'
import { ClientError } from '../errors.ts'
import { printable } from '../printable.ts'
import type { Finding, Rule } from './rule.ts'

/** What is known when a table of checks is run. */
export interface Run {
  readonly source: CheckSource
  readonly leftOut: readonly LeftOut[]
  /** The checks made so far, on this and earlier messages of the same step. */
  readonly before: readonly Check[]
}

const WORDS: Readonly<Record<CheckSource, string>> = {
  authorization_response: 'authorization response',
  authorization_response_jwt: 'JWT of the authorization response',
  front_channel_id_token: 'front-channel ID Token',
  token_response: 'token response',
  back_channel_id_token: 'ID Token of the token endpoint',
  both_id_tokens: 'two ID Tokens of this login',
  refreshed_id_token: 'ID Token of the refresh',
  userinfo_response: 'UserInfo Response',
  registration_response: 'registration response',
  end_session_response: 'way back from the logout',
  logout_token: 'Logout Token',
  logout_request: 'logout request',
  pushed_authorization_response: 'answer to the pushed request',
}

/** What a rule found, as a check to show. */
const record = (
  rule: Pick<Rule<never>, 'check' | 'section'>,
  source: CheckSource,
  finding: Finding,
): Check => {
  const { check, section } = rule
  const { outcome, expected } = finding
  const found = finding.outcome === 'absent' ? undefined : finding.found
  if (expected === undefined)
    return found === undefined
      ? { check, source, section, outcome }
      : { check, source, section, found, outcome }
  return found === undefined
    ? { check, source, section, expected, outcome }
    : { check, source, section, expected, found, outcome }
}

/** Both values in words, as far as there are any: whoever only logs the message sees what went wrong. */
const inWords = ({ expected, found }: Check): string => {
  if (expected === undefined && found === undefined) return ''
  const wanted = expected === undefined ? '' : `expected ${printable(expected)}, `
  return `: ${wanted}found ${found === undefined ? 'nothing' : printable(found)}`
}

/** What is known when one rule is told of. */
const told = (
  rule: Pick<Rule<never>, 'check' | 'section'>,
  finding: Finding,
  run: Run,
  before: readonly Check[],
): Check => {
  const check = record(rule, run.source, finding)
  if (finding.outcome !== 'failed') return check
  throw new ClientError(
    finding.code,
    `${rule.check} of the ${WORDS[run.source]}: ${finding.code} (${rule.section})${inWords(check)}`,
    { ...check, checks: [...before, check] },
  )
}

const isLeftOut = ({ check }: Pick<Rule<never>, 'check'>, { leftOut, source }: Run) =>
  leftOut.length > 0 && leftOut.some((each) => each.check === check && each.source === source)

/**
 * Runs a table of checks in order; throws the first that fails as `ClientError`, with all those
 * made until then.
 */
export const runRules = <Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  run: Run,
): readonly Check[] => {
  const checks = [...run.before]
  for (const rule of rules)
    checks.push(
      isLeftOut(rule, run)
        ? { check: rule.check, source: run.source, section: rule.section, outcome: 'left_out' }
        : told(rule, rule.examine(subject), run, checks),
    )
  return checks
}
