import { AuthorizationError } from '@gryphon/protocol'
import { resolveReturnAddress } from '../authorization/address.ts'
import { decide } from '../authorization/decide.ts'
import { parseAuthorizationRequest } from '../authorization/parse.ts'
import { isKnownPerson } from '../issuance/standing.ts'
import { subjectFor } from '../issuance/subject.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { Parameters } from '../model/parameters.ts'
import type { ReturnAddress } from '../model/request.ts'
import type { Session } from '../model/session.ts'
import type { Op } from '../op.ts'
import { tellable } from './tellable.ts'

/** What is known beside the request itself. */
export interface Evidence {
  readonly id: string
  findSession(): Promise<Session | undefined>
  readonly chosen: string | undefined
}

/** The line from parameters to a decision: its effects are reads, in the order they stand here. */
export async function judge(
  op: Op,
  parameters: Parameters,
  evidence: Evidence,
): Promise<AuthorizationDecision> {
  const client = await op.findClient(parameters.get('client_id') ?? '')
  let to: ReturnAddress | undefined
  try {
    to = resolveReturnAddress(parameters, client, op.issuer)
    const request = parseAuthorizationRequest(evidence.id, parameters, to, op)
    const session = await findSessionOfKnown(op, evidence)
    const consent =
      session && (await op.store.findConsent(op.tenant.tenant_id, session.sub, to.client.client_id))
    const told_sub = session && subjectFor(op, to.client, session.sub)
    return decide(request, { session, told_sub, consent, chosen: evidence.chosen, now: op.now() })
  } catch (error) {
    if (error instanceof AuthorizationError && to === undefined)
      return { kind: 'reject', error, client }
    if (to === undefined) throw error
    return { kind: 'redirect_error', to, error: tellable(error) }
  }
}

/** Somebody who is gone or disabled is signed in nowhere: nothing is issued for them, in the front channel neither. */
async function findSessionOfKnown(op: Op, evidence: Evidence): Promise<Session | undefined> {
  const session = await evidence.findSession()
  return session !== undefined && (await isKnownPerson(op, session.sub)) ? session : undefined
}
