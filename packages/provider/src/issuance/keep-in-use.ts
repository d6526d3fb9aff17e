import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'

/** Notes that a client which registered itself is used, once, so that it does not expire any more (RFC 7591 §3). */
export async function keepInUse(op: Op, { client_id, dynamic }: Client): Promise<void> {
  if (dynamic?.expires_at === undefined) return
  await op.store.keepClient(op.tenant.tenant_id, client_id)
  op.forgetClient(client_id)
}
