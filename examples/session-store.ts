import type { DatabaseSync } from 'node:sqlite'
import type { SessionStore } from '@gryphon/client/node'

const TABLES = `create table if not exists session (
  id text primary key, value text not null, expires_at integer not null,
  iss text not null, sub text not null, sid text
) strict, without rowid;
create table if not exists logout_token (
  iss text, jti text, expires_at integer not null, primary key (iss, jti)
) strict, without rowid`

const WRITE = {
  new: `insert into session (value, expires_at, iss, sub, sid, id) values (?, ?, ?, ?, ?, ?)
    on conflict do nothing`,
  existing: 'update session set value = ?, expires_at = ?, iss = ?, sub = ?, sid = ? where id = ?',
}

const REMEMBER = `insert into logout_token (iss, jti, expires_at) values (?, ?, ?)
  on conflict do nothing`

/** Keeps sessions in SQLite; `now` is in seconds. */
export const sqliteSessions = (database: DatabaseSync, now: () => number): SessionStore => {
  database.exec(TABLES)
  const run = (sql: string, ...values: readonly (string | number | null)[]) =>
    database.prepare(sql).run(...values)
  const atOnce = <Outcome>(act: () => Outcome): Outcome => {
    database.exec('begin immediate')
    try {
      const outcome = act()
      database.exec('commit')
      return outcome
    } catch (error) {
      database.exec('rollback')
      throw error
    }
  }
  return {
    get: async (id) => {
      const row = database.prepare('select value from session where id = ?').get(id)
      return row === undefined ? undefined : String(row.value)
    },
    set: async (id, value, { expires_at, only, iss, sub, sid = null }) => {
      run('delete from session where expires_at <= ?', now())
      run(WRITE[only], value, expires_at, iss, sub, sid, id)
    },
    delete: async (id) => {
      run('delete from session where id = ?', id)
    },
    deleteAll: async ({ iss, jti, expires_at, sub = null, sid }) =>
      atOnce(() => {
        run('delete from logout_token where expires_at <= ?', now())
        if (run(REMEMBER, iss, jti, expires_at).changes === 0) return 'seen'
        if (sid !== undefined) run('delete from session where iss = ? and sid = ?', iss, sid)
        else run('delete from session where iss = ? and sub = ?', iss, sub)
        return 'new'
      }),
  }
}
