import { errorText, RegistrationError } from '@gryphon/protocol'
import type { HttpResponse } from '../http/message.ts'
import { json } from '../http/responses.ts'
import type { Op } from '../op.ts'

/** Which endpoint answers, to which request, about which client. */
export interface At {
  readonly endpoint: 'registration' | 'client_configuration'
  readonly request_id: string
  /** The client it is about, where there is one. */
  readonly client_id?: string | undefined
}

/** Answers with what `respond` gives, and a refusal as RFC 7591 §3.2.2 and RFC 6750 §3.1 ask. */
export async function respondToRegistration(
  op: Op,
  { endpoint, request_id, client_id }: At,
  respond: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  try {
    return await respond()
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error
    const description = errorText(error.message)
    op.log({
      event: 'token.refused',
      tenant_id: op.tenant.tenant_id,
      request_id,
      endpoint,
      client_id,
      error: error.error,
      description,
      section: error.section,
    })
    const body = { error: error.error, error_description: description }
    if (error.error !== 'invalid_token') return json(400, body)
    return json(401, body, {
      'www-authenticate': `Bearer realm="${op.issuer}", error="invalid_token", error_description="${description}"`,
    })
  }
}

/** A request without any token is told what is needed, and no error (RFC 6750 §3.1). */
export const tokenIsNeeded = ({ issuer }: Op, token: string): HttpResponse =>
  json(
    401,
    { error_description: `${token} is needed, as Authorization: Bearer` },
    { 'www-authenticate': `Bearer realm="${issuer}"` },
  )
