import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'

/**
 * The `sub` by which a client knows a person (Core §8): the same for all, or, where the client is `pairwise`, one that only
 * clients of its sector share, made so that nobody without the tenant's key can tell whose it is (Core §8.1). A client without a
 * sector is one by itself.
 */
export const subjectFor = (op: Op, client: Client, sub: string): string =>
  asToldTo(op, client, 'subject', sub)

/**
 * The `sid` by which a client knows a session (Back-Channel Logout §2.1, Front-Channel Logout §3): the session's own, or, where
 * the client is `pairwise`, one that only clients of its sector share: a common one would undo what its `sub` hides (Core §8).
 */
export const sessionIdFor = (op: Op, client: Client, sid: string): string =>
  asToldTo(op, client, 'sid', sid)

const asToldTo = ({ keys }: Op, client: Client, kind: 'subject' | 'sid', name: string): string =>
  client.subject_type === 'pairwise'
    ? keys.keyedHash(kind, `${client.sector_identifier ?? client.client_id} ${name}`)
    : name
