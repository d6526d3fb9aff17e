import { SettingError } from '@gryphon/provider'

/** What a fault of the database means for what was asked. */
export type Verdict =
  /** It was certainly not done, for it lost against another: to be tried again at once. */
  | 'undone'
  /** It was certainly not done; the database, or this connection to it, is not there, and may be in a moment. */
  | 'unsent'
  /** It was certainly not done, and trying again is of no use. */
  | 'given_up'
  /** Nobody knows whether it was done: the connection broke after it was sent. */
  | 'unknown'
  /** The database has understood and refuses, which is a fault of ours; or what works on it refuses to go on. */
  | 'refused'

/** SQLSTATE of a fault (PostgreSQL, appendix A), or the code of the system's, if it has one. */
export const codeOf = (fault: unknown): string | undefined =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string'
    ? fault.code
    : undefined

/** Rolled back because of others. */
const UNDONE: readonly string[] = ['40001', '40P01']

/** The server is a standby since, or starts or stops: another connection finds another one, or it later. */
const UNSENT: readonly string[] = ['25006', '57P03']

/** The statement or a lock took too long, or the server has run out of something. */
const GIVEN_UP = /^(57014|55P03|53...)$/

/**
 * What a fault means that came after something was sent. `57P01` (the connection is ended by an operator) is not among the
 * certain ones: it may come when the work was committed and its answer is on the way.
 */
export function verdictOn(fault: unknown): Verdict {
  if (fault instanceof SettingError) return 'refused'
  const code = codeOf(fault) ?? ''
  if (UNDONE.includes(code)) return 'undone'
  if (UNSENT.includes(code)) return 'unsent'
  if (GIVEN_UP.test(code)) return 'given_up'
  const isOfServer = /^[0-9A-Z]{5}$/.test(code)
  return isOfServer && !/^(08|57|58|XX)/.test(code) ? 'refused' : 'unknown'
}

/** What a fault means that came while a connection was made: who is not let in now will not be in a moment. */
export const verdictOnConnecting = (fault: unknown): Verdict =>
  /^(28|3D)/.test(codeOf(fault) ?? '') ? 'given_up' : 'unsent'
