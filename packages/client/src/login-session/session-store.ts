import type { SeenLogoutToken } from '../logout-token.ts'

/** What goes with a value that a `SessionStore` keeps. */
export interface SessionRecord {
  /** In seconds since the epoch: afterwards it may be forgotten. */
  readonly expires_at: number
  /** `new`: only if there is none of this id yet. `existing`: only if it is still there (Redis: NX, XX). */
  readonly only: 'new' | 'existing'
  readonly iss: string
  readonly sub: string
  /** The OP's own session (Back-Channel Logout §2.1). */
  readonly sid: string | undefined
}

/**
 * Where an application keeps its sessions, on its side: a table or a cache. It sees neither tokens nor what the browser
 * has: values are sealed, ids are hashes.
 */
export interface SessionStore {
  /** The value of this id, if there is one. */
  get(id: string): Promise<string | undefined>
  set(id: string, value: string, record: SessionRecord): Promise<void>
  delete(id: string): Promise<void>
  /**
   * Deletes all sessions of this `iss` with this `sid` or, where there is none, this `sub`; with it there is Back-Channel
   * Logout. A store that can remembers the `jti` of this `iss` until `expires_at` in the same step, and where it was there
   * before deletes nothing and answers `seen`: the Logout Token is refused then (Back-Channel Logout §2.6, 8). One that
   * remembers nothing answers `new`.
   */
  deleteAll?(token: SeenLogoutToken): Promise<'new' | 'seen'>
}
