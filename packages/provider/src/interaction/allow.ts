import { AuthorizationError } from '@gryphon/protocol'
import { resolveReturnAddress } from '../authorization/address.ts'
import { askedClaims } from '../authorization/decide.ts'
import { askedPermissions } from '../authorization/permissions.ts'
import type { AuthorizationDecision } from '../model/decision.ts'
import type { AuthorizationRequest } from '../model/request.ts'
import type { Consent, Session } from '../model/session.ts'
import type { Visit } from './settle.ts'
import { parametersOfTicket, type Ticket } from './ticket.ts'

/** What is allowed, by whom, and on which page. */
interface Allowing {
  readonly visit: Visit
  readonly ticket: Ticket
  readonly request: AuthorizationRequest
  readonly session: Session
}

/**
 * Remembers what the person allows, of the client that the page has shown: one that replaced itself while the page was open, and
 * leads elsewhere, is allowed nothing. A replacement forgets consents, so one that comes before the last look has its consent
 * taken back here, and a later one takes it back itself.
 */
export async function allow(allowing: Allowing): Promise<'allowed' | 'leads_elsewhere'> {
  if (!(await leadsAsShown(allowing))) return 'leads_elsewhere'
  const { visit, request, session } = allowing
  const { op, request_id } = visit
  const { id, to, scope } = request
  const { tenant_id } = op.tenant
  const { client_id } = to.client
  const { sub } = session
  const consent: Consent = {
    ...askedPermissions(request),
    claims: askedClaims(request),
    in: id,
    given_at: op.now(),
  }
  await op.store.recordConsent(tenant_id, sub, client_id, consent)
  if (!(await leadsAsShown(allowing))) {
    await op.store.removeConsent(tenant_id, sub, client_id)
    return 'leads_elsewhere'
  }
  op.log({ event: 'consent.given', tenant_id, request_id, client_id, sub, scope })
  return 'allowed'
}

/** The refusal of a consent page that says no longer where the client leads: by a page, for nobody allowed it there. */
export const leadsElsewhere = ({
  to: { client },
}: AuthorizationRequest): Extract<AuthorizationDecision, { kind: 'reject' }> => ({
  kind: 'reject',
  error: new AuthorizationError(
    'invalid_request',
    'the client has changed where it leads, while the page was open',
    'RFC 7592 §2.2',
  ),
  client,
})

/** The client is read anew: it may have replaced itself at another process. */
async function leadsAsShown({ visit: { op }, ticket, request }: Allowing): Promise<boolean> {
  const client = await op.store.findClient(op.tenant.tenant_id, request.to.client.client_id)
  try {
    const to = resolveReturnAddress(parametersOfTicket(ticket), client, op.issuer)
    return to.redirect_uri === ticket.shown_redirect_uri
  } catch (error) {
    if (error instanceof AuthorizationError) return false
    throw error
  }
}
