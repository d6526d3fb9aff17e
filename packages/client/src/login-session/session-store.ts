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

/** Whose sessions end: of the person, or of the one session at the OP (Back-Channel Logout §2.4). */
export interface EndedSessions {
  readonly iss: string
  readonly sub: string | undefined
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
  /** Deletes all sessions of this `iss` with this `sid` or, where there is none, this `sub`; with it there is Back-Channel Logout. */
  deleteAll?(ended: EndedSessions): Promise<void>
  /**
   * Puts down the `jti` of a Logout Token and tells whether it was there before, in one step; after `expires_at` it may be
   * forgotten. With it, a Logout Token that comes again is refused (Back-Channel Logout §2.6, 8).
   */
  remember?(seen: SeenLogoutToken): Promise<'new' | 'seen'>
}
