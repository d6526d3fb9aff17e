import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'
import { METADATA } from './metadata.ts'

/** What only the client is told, and nobody keeps as it is. */
export interface Told {
  readonly registration_access_token: string
  readonly client_secret?: string | undefined
}

/**
 * A client as it is told about itself (Dynamic Registration §3.2, §4.3; RFC 7591 §3.2.1, RFC 7592 §3): what is registered now,
 * and nothing that was not understood. A secret is told once, when it is made.
 */
export function clientInformation(
  op: Op,
  client: Client,
  { registration_access_token, client_secret }: Told,
): Readonly<Record<string, unknown>> {
  const { client_id, created_at, localized } = client
  const registered = Object.keys(METADATA).flatMap((name) => {
    const value = client[name as keyof typeof METADATA]
    return value === undefined ? [] : [[name, name === 'scope' ? client.scope.join(' ') : value]]
  })
  return {
    client_id,
    client_id_issued_at: created_at,
    ...(client_secret === undefined ? {} : { client_secret, client_secret_expires_at: 0 }),
    registration_client_uri: registrationClientUri(op, client_id),
    registration_access_token,
    ...Object.fromEntries(registered),
    ...localized,
  }
}

/** Where a client manages its registration (RFC 7592 §2). */
const registrationClientUri = ({ issuer }: Op, client_id: string) =>
  `${issuer}/oauth/register/${encodeURIComponent(client_id)}`
