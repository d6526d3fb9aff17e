/** What the application knows of a browser that has logged in: every login of it, so that each tab keeps its own. */
export interface Session<Login> {
  readonly id: string
  /** What the page's buttons must send back: another site cannot know it. */
  readonly csrf: string
  /** Seconds since the epoch. */
  readonly expires_at: number
  /** By the login's own id, oldest first. */
  readonly logins: ReadonlyMap<string, Login>
}

/** The sessions of the application, in memory. */
export interface Sessions<Login> {
  find(id: string | undefined, now: number): Session<Login> | undefined
  /** Starts a session under a new id; the one that this browser had ends, and its logins go along. */
  signIn(login: NewLogin<Login>, previous: string | undefined, now: number): Session<Login>
  /** Changes what is known of one login; nothing happens when the session has ended. */
  update(id: string, login_id: string, change: (login: Login) => Login): void
  end(id: string): void
}

/** A login that has just succeeded. */
export interface NewLogin<Login> {
  readonly id: string
  readonly login: Login
}

/** How many there may be, how long they last (in seconds), and where new ids come from. */
export interface SessionLimits {
  readonly sessions: number
  readonly logins: number
  readonly lifetime: number
  readonly newId: () => string
}

const newest = <Value>(entries: ReadonlyMap<string, Value>, count: number) =>
  new Map([...entries].slice(-count))

/** Keeps sessions in memory, within the limits: the oldest give way. */
export const sessions = <Login>(limits: SessionLimits): Sessions<Login> => {
  const live = new Map<string, Session<Login>>()

  const find = (id: string | undefined, now: number): Session<Login> | undefined => {
    for (const [key, { expires_at }] of live) if (expires_at <= now) live.delete(key)
    return id === undefined ? undefined : live.get(id)
  }

  return {
    find,
    signIn: ({ id, login }, previous, now) => {
      const earlier = find(previous, now)
      if (earlier !== undefined) live.delete(earlier.id)
      const session: Session<Login> = {
        id: limits.newId(),
        csrf: limits.newId(),
        expires_at: now + limits.lifetime,
        logins: newest(new Map([...(earlier?.logins ?? []), [id, login]]), limits.logins),
      }
      live.set(session.id, session)
      const [oldest] = live.keys()
      if (live.size > limits.sessions && oldest !== undefined) live.delete(oldest)
      return session
    },
    update: (id, login_id, change) => {
      const session = live.get(id)
      const login = session?.logins.get(login_id)
      if (session !== undefined && login !== undefined)
        live.set(id, {
          ...session,
          logins: new Map([...session.logins, [login_id, change(login)]]),
        })
    },
    end: (id) => {
      live.delete(id)
    },
  }
}
