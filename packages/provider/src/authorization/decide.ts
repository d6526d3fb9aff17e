import { AuthorizationError } from '@gryphon/protocol'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Consent, Session } from '../model/session.ts'

/** What is known when a request is decided: the evidence. */
export interface Facts {
  readonly session: Session | undefined
  readonly consent: Consent | undefined
  /** The person whom the End-User chose to go on as, in this request. */
  readonly chosen: string | undefined
  readonly now: Seconds
}

type Needed = (request: AuthorizationRequest, facts: Facts) => boolean

const accountChoice: Needed = ({ prompt, id }, { session, chosen }) =>
  prompt.includes('select_account') &&
  session !== undefined &&
  session.in !== id &&
  session.sub !== chosen

const login: Needed = ({ prompt, max_age, id }, { session, now }) => {
  if (session === undefined) return true
  if (session.in === id) return false
  return prompt.includes('login') || isOlderThan(session.auth_time, max_age, now)
}

/** `max_age=0` asks for a new sign-in as `prompt=login` does (Core §3.1.2.1). */
const isOlderThan = (auth_time: Seconds, max_age: Seconds | undefined, now: Seconds) =>
  max_age !== undefined && (max_age === 0 || now - auth_time > max_age)

const consent: Needed = (request, { consent }) =>
  request.prompt.includes('consent')
    ? consent?.in !== request.id
    : !request.to.client.trusted && newlyAsked(request, consent)

const newlyAsked = ({ scope, resources }: AuthorizationRequest, consent: Consent | undefined) =>
  scope.some((word) => !consent?.scope.includes(word)) ||
  resources.some(({ resource }) => !consent?.resource.includes(resource))

/** What must be settled with the End-User, in this order. Each is met by evidence, never by striking the prompt from the request. */
// biome-ignore format: a table
const INTERACTIONS = [
  { prompt: 'select_account', error: 'account_selection_required', needed: accountChoice },
  { prompt: 'login',          error: 'login_required',             needed: login },
  { prompt: 'consent',        error: 'consent_required',           needed: consent },
] as const

/** Core §3.1.2.3 to §3.1.2.6. The same call serves the first visit and every return from a page. */
export function decide(request: AuthorizationRequest, facts: Facts): AuthorizationDecision {
  const open = INTERACTIONS.find(({ needed }) => needed(request, facts))
  if (open !== undefined && request.prompt.includes('none'))
    return {
      kind: 'redirect_error',
      to: request.to,
      error: new AuthorizationError(
        open.error,
        `prompt is none, but ${open.prompt} is needed`,
        'Core §3.1.2.6',
      ),
    }
  const { session } = facts
  if (open !== undefined) return { kind: 'interact', prompt: open.prompt, request, session }
  if (session === undefined) throw new Error('no interaction is open, so there is a session')
  return { kind: 'issue', request, session }
}
