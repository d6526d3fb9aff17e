import { AuthorizationError, claimsOfScope } from '@gryphon/protocol'
import { CLAIMS_OF_A_TOKEN, isAskedValue, withoutLanguage } from '../model/claims-request.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Consent, Session } from '../model/session.ts'
import { newResources, newScope } from './permissions.ts'

/** What is known when a request is decided: the evidence. */
export interface Facts {
  readonly session: Session | undefined
  /** The `sub` by which this client knows the person of the session (Core §8). */
  readonly told_sub: string | undefined
  readonly consent: Consent | undefined
  /** The person whom the End-User chose to go on as, in this request. */
  readonly chosen: string | undefined
  readonly now: Seconds
}

type Test = (request: AuthorizationRequest, facts: Facts) => boolean

const accountMaking: Test = ({ prompt, id }, { session }) =>
  prompt.includes('create') && session?.in !== id

const accountChoice: Test = ({ prompt, id }, { session, chosen }) =>
  prompt.includes('select_account') &&
  session !== undefined &&
  session.in !== id &&
  session.sub !== chosen

const login: Test = (request, facts) => {
  const { session, now } = facts
  if (session === undefined) return true
  if (session.in === request.id) return false
  const { prompt, max_age } = request
  return (
    prompt.includes('login') ||
    isOlderThan(session.auth_time, max_age, now) ||
    someoneElse(request, facts) ||
    mayNotKnowWho(request, facts) ||
    tooWeak(request, facts)
  )
}

/** `max_age=0` asks for a new sign-in as `prompt=login` does (Core §3.1.2.1). */
const isOlderThan = (auth_time: Seconds, max_age: Seconds | undefined, now: Seconds) =>
  max_age !== undefined && (max_age === 0 || now - auth_time > max_age)

/** Someone other than `id_token_hint` or the `sub` claim names (Core §3.1.2.1, §5.5.1). */
const someoneElse: Test = ({ hinted_sub, claims }, { told_sub }) =>
  (hinted_sub !== undefined && hinted_sub !== told_sub) ||
  !isAskedValue(claims?.id_token.sub ?? {}, told_sub)

/**
 * With `prompt=none`, a client that names somebody, but whom the person here has never allowed to know who they are: no answer
 * may tell it whether it named them, so it is as if it had not (Core §3.1.2.6, §17.1).
 */
const mayNotKnowWho: Test = (request, { consent }) =>
  request.prompt.includes('none') &&
  namesSomebody(request) &&
  !request.to.client.trusted &&
  consent?.scope.includes('openid') !== true

const namesSomebody = ({ hinted_sub, claims }: AuthorizationRequest) => {
  const { value, values } = claims?.id_token.sub ?? {}
  return [hinted_sub, value, values].some((name) => name !== undefined)
}

/** An essential `acr` that the sign-in did not reach (Core §5.5.1.1). */
const tooWeak: Test = ({ claims }, { session }) => {
  const asked = claims?.id_token.acr
  return asked?.essential === true && !isAskedValue(asked, session?.acr)
}

const consent: Test = (request, { consent }) =>
  request.prompt.includes('consent')
    ? consent?.in !== request.id
    : !request.to.client.trusted && newlyAsked(request, consent)

const newlyAsked = (request: AuthorizationRequest, consent: Consent | undefined) =>
  newScope(request, consent).length > 0 ||
  newResources(request, consent).length > 0 ||
  askedClaims(request).some((name) => !consent?.claims?.includes(name))

/** Claims of the person that are asked for by name (Core §5.5) and that no scope of the request covers. */
export const askedClaims = ({ claims, scope }: AuthorizationRequest): readonly string[] => {
  const covered = [...CLAIMS_OF_A_TOKEN, ...claimsOfScope(scope)]
  const names = Object.keys({ ...claims?.userinfo, ...claims?.id_token })
  return names.filter((name) => !covered.includes(withoutLanguage(name)))
}

/** What must be settled with the End-User, in this order. Each is met by evidence, never by striking the prompt from the request. */
// biome-ignore format: a table
const INTERACTIONS = [
  { prompt: 'create',         error: 'interaction_required',       needed: accountMaking },
  { prompt: 'select_account', error: 'account_selection_required', needed: accountChoice },
  { prompt: 'login',          error: 'login_required',             needed: login },
  { prompt: 'consent',        error: 'consent_required',           needed: consent },
] as const

/** What a sign-in in this very request can still have got wrong: asking again would go on for ever. */
// biome-ignore format: a table
const FAILURES = [
  { error: 'login_required',                    found: someoneElse, description: 'the End-User signed in as someone else than was asked for', section: 'Core §3.1.2.1' },
  { error: 'unmet_authentication_requirements', found: tooWeak,     description: 'the essential acr cannot be reached',                         section: 'Unmet Authentication Requirements §2' },
] as const

/** Core §3.1.2.3 to §3.1.2.6. The same call serves the first visit and every return from a page. */
export function decide(request: AuthorizationRequest, facts: Facts): AuthorizationDecision {
  const { session, consent } = facts
  const open = INTERACTIONS.find(({ needed }) => needed(request, facts))
  const failure =
    session?.in === request.id ? FAILURES.find(({ found }) => found(request, facts)) : undefined
  if (failure !== undefined) return refuse(request, failure)
  if (open !== undefined && request.prompt.includes('none'))
    return refuse(request, {
      error: open.error,
      description: `prompt is none, but ${open.prompt} is needed`,
      section: 'Core §3.1.2.6',
    })
  if (open !== undefined)
    return { kind: 'interact', prompt: open.prompt, request, session, consent }
  if (session === undefined) throw new Error('no interaction is open, so there is a session')
  return { kind: 'issue', request, session, consent }
}

const refuse = (
  { to }: AuthorizationRequest,
  {
    error,
    description,
    section,
  }: {
    readonly error: AuthorizationError['error']
    readonly description: string
    readonly section: string
  },
): AuthorizationDecision => ({
  kind: 'redirect_error',
  to,
  error: new AuthorizationError(error, description, section),
})
