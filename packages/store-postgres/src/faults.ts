/** What a fault of the database means for what was asked. */
export type Verdict =
  /** It was certainly not done, and may be tried again at once: it lost against another. */
  | 'undone'
  /** It was certainly not done; the database, or this connection to it, is not there for now. */
  | 'unsent'
  /** Nobody knows whether it was done: the connection broke after it was sent. */
  | 'unknown'
  /** The database has understood and refuses: it is a fault of ours, or of the operator. */
  | 'refused'

/** SQLSTATE of a fault (PostgreSQL, appendix A), or the code of the system's, if it has one. */
export const codeOf = (fault: unknown): string | undefined =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string'
    ? fault.code
    : undefined

/** Rolled back for certain, and only because of others. */
const UNDONE: readonly string[] = ['40001', '40P01']

/**
 * Rolled back for certain: `25006` is a server that has become a standby, `57014` a statement that took too long, `55P03` a
 * lock that did, `57P03` a server that starts or stops, `53…` one that has run out of something.
 */
const UNSENT = /^(25006|57014|55P03|57P03|53...)$/

/**
 * What a fault means that came after something was sent. `57P01` (the connection is ended by an operator) is not among the
 * certain ones: it may come when the work was committed and its answer is on the way.
 */
export function verdictOn(fault: unknown): Verdict {
  const code = codeOf(fault) ?? ''
  if (UNDONE.includes(code)) return 'undone'
  if (UNSENT.test(code)) return 'unsent'
  const isOfServer = /^[0-9A-Z]{5}$/.test(code)
  return isOfServer && !/^(08|57|58|XX)/.test(code) ? 'refused' : 'unknown'
}
