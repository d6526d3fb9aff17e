import { isKnownParameter } from './authorization/limits.ts'
import type { ExplainedStep } from './explain.ts'
import type { ClaimsRequest } from './model/claims-request.ts'
import type { Parameters } from './model/parameters.ts'
import type { AuthorizationRequest } from './model/request.ts'

/** Parameters of a request that are for another step than the request itself. */
const OF_OTHER_STEPS: readonly string[] = ['request', 'request_uri']

/** Parameters that nothing here reads: a slip of the hand, or another provider's (RFC 6749 §3.1). */
export function ignoredStep(parameters: Parameters): readonly ExplainedStep[] {
  const ignored = [...parameters.keys()].filter(
    (name) => !isKnownParameter(name) && !OF_OTHER_STEPS.includes(name),
  )
  if (ignored.length === 0) return []
  return [
    {
      step: 'ignored',
      outcome: 'ok',
      found: `${ignored.join(', ')}: not known here, so nothing comes of it`,
      rule: 'RFC 6749 §3.1',
      change: 'compare the names to the letter, if something should',
    },
  ]
}

/** What a request wishes for beside its scope; what it does not say is left out. */
export const wishSteps = (
  { claims, acr_values, ui_locales, display }: AuthorizationRequest,
  parameters: Parameters,
): readonly ExplainedStep[] => [
  ...(claims === undefined ? [] : [claimsStep(claims, parameters.get('claims') ?? '{}')]),
  ...(acr_values.length === 0 ? [] : [wish('acr_values', acr_values.join(' '), 'Core §3.1.2.1')]),
  ...(parameters.has('ui_locales')
    ? [wish('ui_locales', ui_locales.join(' ') || 'no language tag', 'Core §3.1.2.1')]
    : []),
  ...(parameters.has('display') ? [wish('display', display, 'Core §3.1.2.1')] : []),
]

const wish = (step: string, found: string, rule: string): ExplainedStep => ({
  step,
  outcome: 'ok',
  found,
  rule,
})

const MEMBERS = ['userinfo', 'id_token'] as const

/** Claims by where they are asked for, and those that are left out because nobody has them here. */
function claimsStep(claims: ClaimsRequest, text: string): ExplainedStep {
  // The line has just read it: an object, with objects for members.
  const asked = JSON.parse(text) as {
    readonly [Member in (typeof MEMBERS)[number]]?: object | null
  }
  const found = MEMBERS.map(
    (member) => `${member}: ${Object.keys(claims[member]).join(', ') || 'none'}`,
  )
  const left = MEMBERS.flatMap((member) =>
    Object.keys(asked[member] ?? {}).filter((name) => !Object.hasOwn(claims[member], name)),
  )
  const others = Object.keys(asked).filter((name) => !MEMBERS.some((member) => member === name))
  const ignored = [...new Set([...left, ...others])]
  return {
    ...wish('claims', found.join('; '), 'Core §5.5'),
    ...(ignored.length === 0
      ? {}
      : {
          found: `${found.join('; ')} (left out, not known here: ${ignored.join(', ')})`,
          change: 'compare the names with claims_supported, in /.well-known/openid-configuration',
        }),
  }
}
