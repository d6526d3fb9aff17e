import { timingSafeEqual } from 'node:crypto'
import { TokenError } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'

/** The most characters of a secret that are looked at. */
const LONGEST = 1024

/** Compares a secret with the keyed hash that was kept of it, in constant time. Throws where it differs (RFC 6749 §2.3.1). */
export async function checkSecret(secret: string, client: Client, op: Op): Promise<void> {
  const kept = Buffer.from(client.client_secret_hash ?? '')
  const shown = Buffer.from(op.keys.keyedHash('client_secret', secret.slice(0, LONGEST + 1)))
  if (kept.length !== shown.length || !timingSafeEqual(kept, shown))
    throw new TokenError('invalid_client', 'client_secret is wrong', 'RFC 6749 §2.3.1')
}
