import { AuthorizationError } from '@gryphon/protocol'
import { resolveReturnAddress } from './authorization/address.ts'
import { parseAuthorizationRequest } from './authorization/parse.ts'
import { cureFor } from './cures.ts'
import { ignoredStep, wishSteps } from './explain-wishes.ts'
import { HttpError } from './http/message.ts'
import { parseForm } from './http/parameters.ts'
import { assemble } from './interaction/assemble.ts'
import { isPushedRequestUri } from './interaction/pushed-request.ts'
import { addressOfRequestObject } from './interaction/request-object.ts'
import type { Parameters } from './model/parameters.ts'
import type { AuthorizationRequest, ReturnAddress } from './model/request.ts'
import type { Resource } from './model/resource.ts'
import type { Op } from './op.ts'
import { findRoute } from './route.ts'

/** One step of what the OP makes of an Authorization Request. */
export interface ExplainedStep {
  readonly step: string
  /** `open`: it depends on who is signed in. */
  readonly outcome: 'ok' | 'refused' | 'open'
  readonly found: string
  /** The rule behind it: section of a specification, or setting. */
  readonly rule: string
  /** What to change, where something is refused and we know. */
  readonly change?: string
}

/** Walks an Authorization Request down the line without doing anything, and says at each step what was found and by which rule. */
export async function explain(
  text: string,
  issuer: string,
  findOp: (tenant_id: string) => Promise<Op | undefined>,
): Promise<readonly ExplainedStep[]> {
  const steps: ExplainedStep[] = []
  try {
    await walk(text, issuer, findOp, (step) => steps.push(step))
  } catch (error) {
    if (!(error instanceof AuthorizationError) && !(error instanceof HttpError)) throw error
    steps.push(refusal(error, steps.length))
  }
  return steps
}

const ADDRESS_STEPS = 3

const refusal = (error: AuthorizationError | HttpError, done: number): ExplainedStep =>
  error instanceof HttpError
    ? {
        step: 'request',
        outcome: 'refused',
        found: error.message,
        rule: 'RFC 9110',
        ...changeFor(error.message),
      }
    : refusedStep(
        done < ADDRESS_STEPS ? 'return address' : 'request',
        error,
        done < ADDRESS_STEPS ? 'reject' : 'redirect_error',
      )

const changeFor = (description: string): Pick<ExplainedStep, 'change'> => {
  const change = cureFor(description)
  return change === undefined ? {} : { change }
}

const TOLD = {
  reject: 'the person sees an error page',
  redirect_error: 'the client is told',
} as const

const refusedStep = (
  step: string,
  { error, message, section }: AuthorizationError,
  kind: keyof typeof TOLD,
): ExplainedStep => ({
  step,
  outcome: 'refused',
  found: `${error}: ${message}; ${TOLD[kind]}`,
  rule: section,
  ...changeFor(message),
})

async function walk(
  text: string,
  issuer: string,
  findOp: (tenant_id: string) => Promise<Op | undefined>,
  tell: (step: ExplainedStep) => void,
): Promise<void> {
  const url = URL.parse(text, issuer)
  const route = url === null ? undefined : findRoute(url.pathname)
  const op = route && (await findOp(route.tenant_id))
  if (url !== null && url.origin !== new URL(issuer).origin)
    throw new HttpError(404, `the address is of ${url.origin}, this provider is ${issuer}`)
  if (url === null || op === undefined || route?.endpoint.path !== '/authorize')
    throw new HttpError(404, `not an authorization endpoint of ${issuer}`)
  tell({ step: 'tenant', outcome: 'ok', found: op.tenant.tenant_id, rule: 'issuer' })
  const parameters = parseForm(url.search.slice(1))
  const names = [...parameters.keys()].join(', ') || 'none'
  tell({ step: 'parameters', outcome: 'ok', found: names, rule: 'RFC 6749 §3.1' })
  const address = await addressToFetch(op, parameters)
  if (address !== undefined) return tell(unfetched(address))
  const assembled = await assemble(op, parameters, 'look')
  if (assembled.outcome === 'refused')
    return tell(refusedStep('request object', assembled.decision.error, assembled.decision.kind))
  if (assembled.parameters !== parameters)
    tell(ok('request object', [...assembled.parameters.keys()].join(', '), 'RFC 9101 §6.3'))
  await walkRequest(op, assembled.parameters, tell)
}

/**
 * Where a request object would be fetched from. Whoever wrote the request may have chosen the address, and an operator who only asks
 * calls nobody for them. What would not be fetched is left to the line, which says why.
 */
async function addressToFetch(op: Op, parameters: Parameters): Promise<string | undefined> {
  const request_uri = parameters.get('request_uri')
  const client = await op.findClient(parameters.get('client_id') ?? '')
  const isElsewhere = request_uri !== undefined && !isPushedRequestUri(request_uri)
  if (!isElsewhere || client === undefined || parameters.has('request')) return undefined
  try {
    return addressOfRequestObject(op, client, request_uri)
  } catch (error) {
    if (error instanceof AuthorizationError) return undefined
    throw error
  }
}

const unfetched = (address: string): ExplainedStep => ({
  step: 'request object',
  outcome: 'open',
  found: `it would be fetched from ${address}, and all else is in it; to explain is not to fetch`,
  rule: 'RFC 9101 §5.2',
  change: 'fetch it yourself, if you trust the address, and explain the request with it as request',
})

async function walkRequest(
  op: Op,
  parameters: Parameters,
  tell: (step: ExplainedStep) => void,
): Promise<void> {
  const client = await op.findClient(parameters.get('client_id') ?? '')
  const to = resolveReturnAddress(parameters, client, op.issuer)
  for (const step of addressSteps(to)) tell(step)
  const request = parseAuthorizationRequest('explain', parameters, to, op)
  for (const step of ignoredStep(parameters)) tell(step)
  for (const step of requestSteps(request, op, parameters)) tell(step)
}

const ok = (step: string, found: string, rule: string): ExplainedStep => ({
  step,
  outcome: 'ok',
  found,
  rule,
})

const counted = ({ length }: string) => (length === 1 ? '1 character' : `${length} characters`)

const addressSteps = ({ client, redirect_uri, response_mode, state }: ReturnAddress) => [
  ok('client', `${client.client_id} (${client.client_name ?? 'no name'})`, 'RFC 6749 §2.2'),
  ok('redirect_uri', redirect_uri, 'RFC 6749 §3.1.2.3'),
  ok('response_mode', response_mode, 'Multiple Response Types §2.1'),
  ok('state', state === undefined ? 'none' : counted(state), 'RFC 6749 §4.1.1'),
]

const requestSteps = (
  request: AuthorizationRequest,
  { resources }: Pick<Op, 'resources'>,
  parameters: Parameters,
): readonly ExplainedStep[] => [
  ok('response_type', request.response_type, 'Core §3'),
  scopeStep(request, resources),
  ok(
    'resource',
    request.resources.map(({ resource }) => resource).join(' ') || 'none',
    'RFC 8707 §2',
  ),
  ok('nonce', request.nonce === undefined ? 'none' : 'present', 'Core §3.3.2.1'),
  ok('code_challenge', request.code_challenge === undefined ? 'none' : 'S256', 'RFC 7636 §4.3'),
  ...wishSteps(request, parameters),
  {
    step: 'sign-in',
    outcome: 'open',
    found: `prompt ${request.prompt.join(' ') || 'not given'}, max_age ${request.max_age ?? 'not given'}`,
    rule: 'Core §3.1.2.3',
  },
  {
    step: 'consent',
    outcome: 'open',
    found: request.to.client.trusted
      ? 'the client is trusted: only asked for with prompt=consent'
      : 'asked for what this person has not allowed this client yet',
    rule: 'Core §3.1.2.4',
  },
]

/** What is left out, and why: what the client may ask for, of an API that is there, lacks the API alone. */
function scopeStep(
  { asked_scope, scope, to }: AuthorizationRequest,
  resources: readonly Resource[],
): ExplainedStep {
  const left = asked_scope.filter((word) => !scope.includes(word))
  const apiOf = (word: string) =>
    to.client.scope.includes(word)
      ? resources.find(({ scopes }) => scopes.some((one) => one.scope === word))
      : undefined
  const others = left.filter((word) => apiOf(word) === undefined)
  const lacking = left.flatMap((word) => {
    const api = apiOf(word)
    return api === undefined
      ? []
      : [`${word} belongs to ${api.resource}: send resource=${api.resource}`]
  })
  const reasons = [
    ...(others.length === 0 ? [] : [`unknown or not this client's: ${others.join(' ')}`]),
    ...(lacking.length === 0 ? [] : ['of an API that was not named']),
  ]
  return {
    ...ok(
      'scope',
      left.length === 0 ? scope.join(' ') : `${scope.join(' ')} (left out, ${reasons.join('; ')})`,
      'Core §3.1.2.1',
    ),
    ...(lacking.length === 0 ? {} : { change: lacking.join('; ') }),
  }
}
