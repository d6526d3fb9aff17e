import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from './transaction.ts'
import type { Write, Writes } from './writes/writes.ts'

/** What became of one write. */
export type Answer =
  | { readonly outcome: 'written'; readonly told: unknown }
  | { readonly outcome: 'failed'; readonly why: string }

/**
 * Does many writes in one transaction, and answers when it is on the disk. Should one fail, nothing of this has happened, and
 * each is done anew in a transaction of its own: one that cannot be written does not take the others with it.
 */
export function commitTogether(
  database: DatabaseSync,
  writes: Writes,
  batch: readonly Write[],
): readonly Answer[] {
  const commit = (some: readonly Write[]) =>
    inTransaction(database, () => some.map((write) => doWrite(writes, write)))
  try {
    return commit(batch)
  } catch (fault) {
    if (batch.length === 1) return [{ outcome: 'failed', why: String(fault) }]
    return batch.flatMap((write) => commitTogether(database, writes, [write]))
  }
}

function doWrite(writes: Writes, [name, given]: Write): Answer {
  const write = writes[name] as (...given: readonly unknown[]) => unknown
  return { outcome: 'written', told: write(...given) }
}
