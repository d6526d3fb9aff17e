import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'

/**
 * The `sub` by which a client knows a person (Core §8): the same for all, or, where the client is `pairwise`, one that only
 * clients of its sector share, made so that nobody without the tenant's key can tell whose it is (Core §8.1).
 */
export const subjectFor = ({ keys }: Op, client: Client, sub: string): string =>
  client.subject_type === 'pairwise'
    ? keys.keyedHash('subject', `${client.sector_identifier ?? client.client_id} ${sub}`)
    : sub
