import { setTimeout as wait } from 'node:timers/promises'
import { StoreUnavailable } from '@gryphon/provider'
import { Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg'
import { type Verdict, verdictOn, verdictOnConnecting } from './faults.ts'

/** What a statement is given in the place of `$1`, `$2`. */
export type Value = string | number | boolean | Buffer | null | readonly string[]

/** A row as it comes: whole numbers of 64 bits are text. */
export type Row = Readonly<Record<string, unknown>>

/** SQL with a name of its own, under which the server keeps it prepared. */
export interface Statement {
  readonly name: string
  readonly text: string
  /** Whether it may be sent again when nobody knows whether it was done: it then comes to the same. */
  readonly again: 'same' | 'different'
  /** Whether it may take long: an operator's, not a request's. */
  readonly lasts?: 'long'
}

/** Runs a statement and gives the rows it returns. */
export type Run = (statement: Statement, values?: readonly Value[]) => Promise<readonly Row[]>

/** A bounded number of connections to one database. */
export interface Database {
  /** One statement, which is a transaction: resolved when it is committed. Throws `StoreUnavailable`. */
  readonly run: Run
  /** Several statements in one transaction, all or nothing. `work` may be called again. Throws `StoreUnavailable`. */
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>
  /** Resolved when every connection is closed. */
  close(): Promise<void>
}

/** How a database is reached. */
export interface Connecting {
  /** `postgres://…` */
  readonly url: string
  /** The most connections at a time. */
  readonly connections: number
  /** `transaction`: PgBouncer or the like stands between, and no connection has a state of its own. */
  readonly pooler: 'none' | 'transaction'
  /** Whether statements are prepared under their names. */
  readonly prepared_statements: 'on' | 'off'
}

/** Milliseconds: how long a connection may take, and one that is free be waited for. */
const CONNECTING = 5000
/** Milliseconds: how long a statement may take on the server, and until we wait no longer, should the server be silent. */
const STATEMENT = 10_000
const SILENCE = 12_000
const FOREVER = 2 ** 31 - 1

/** How many may wait for a connection: more are told at once that there is none. */
const MOST_WAITING = 1000

/** Milliseconds: between tries, where trying again is safe, and how long it is tried: a restart takes a second or two. */
const WAITS: readonly number[] = [20, 80, 200, 400]
const LONGEST_WAIT = 500
const PATIENCE = 5000

const poolOptions = ({ url, connections, pooler }: Connecting): PoolConfig => ({
  connectionString: url,
  max: connections,
  connectionTimeoutMillis: CONNECTING,
  query_timeout: SILENCE,
  keepAlive: true,
  ...(pooler === 'transaction'
    ? {}
    : { statement_timeout: STATEMENT, idle_in_transaction_session_timeout: STATEMENT }),
})

/** Opens no connection yet: the first statement does. */
export function connectTo(connecting: Connecting): Database {
  const pool = new Pool(poolOptions(connecting))
  // One that breaks while nobody uses it has been taken out of the pool already; one that is in use tells it to who waits.
  // Each is listened to from its first moment: its end may come in the same breath as its beginning.
  const ignore = () => undefined
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  const connect = connectionsOf(pool)
  const queryOn = (client: PoolClient): Run => {
    const isNamed = connecting.prepared_statements === 'on'
    return async ({ name, text, lasts }, values = []) => {
      const query: QueryConfig & { query_timeout?: number } = {
        ...(isNamed ? { name } : {}),
        ...(lasts === 'long' ? { query_timeout: FOREVER } : {}),
        ...{ text, values: [...values] },
      }
      const { rows } = await client.query(query)
      return rows
    }
  }
  return {
    run: (statement, values) =>
      persist(statement.again, connect, (client) => queryOn(client)(statement, values)),
    transaction: (work) =>
      persist('different', connect, (client) => inTransaction(client, () => work(queryOn(client)))),
    close: () => pool.end(),
  }
}

type Connect = () => Promise<PoolClient>

const connectionsOf =
  (pool: Pool): Connect =>
  async () => {
    if (pool.waitingCount >= MOST_WAITING)
      throw new StoreUnavailable('every connection to the database is busy, and many wait for one')
    const isBusy = pool.idleCount === 0 && pool.totalCount >= (pool.options.max ?? 0)
    try {
      return await pool.connect()
    } catch (cause) {
      throw new StoreUnavailable(
        isBusy
          ? 'every connection to the database is busy'
          : `the database cannot be reached (${messageOf(cause)})`,
        { cause },
      )
    }
  }

const messageOf = (fault: unknown): string => {
  const first = fault instanceof AggregateError ? fault.errors[0] : fault
  return first instanceof Error ? first.message : String(first)
}

/**
 * Does some work on a connection, again where that is safe: when it was not sent, when it was certainly undone, or when it
 * comes to the same if done twice. A connection that broke is not used any more.
 */
async function persist<T>(
  again: Statement['again'],
  connect: Connect,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const until = performance.now() + PATIENCE
  for (let tries = 0; ; tries += 1) {
    const tried = await attempt(connect, work)
    if (tried.outcome === 'done') return tried.told
    const { verdict, fault } = tried
    if (verdict === 'refused') throw fault
    const isWorthIt = verdict === 'unknown' ? again === 'same' : verdict !== 'given_up'
    if (!isWorthIt || performance.now() > until) throw unavailable(fault)
    await wait(verdict === 'undone' ? tries : (WAITS[tries] ?? LONGEST_WAIT))
  }
}

const unavailable = (fault: unknown): StoreUnavailable =>
  fault instanceof StoreUnavailable
    ? fault
    : new StoreUnavailable(`the database did not answer (${messageOf(fault)})`, { cause: fault })

type Tried<T> =
  | { readonly outcome: 'done'; readonly told: T }
  | { readonly outcome: 'failed'; readonly verdict: Verdict; readonly fault: unknown }

async function attempt<T>(
  connect: Connect,
  work: (client: PoolClient) => Promise<T>,
): Promise<Tried<T>> {
  let client: PoolClient
  try {
    client = await connect()
  } catch (fault) {
    const cause = fault instanceof StoreUnavailable ? fault.cause : fault
    return { outcome: 'failed', verdict: verdictOnConnecting(cause), fault }
  }
  try {
    const told = await work(client)
    client.release()
    return { outcome: 'done', told }
  } catch (fault) {
    const verdict = verdictOn(fault)
    client.release(!isOver(verdict))
    return { outcome: 'failed', verdict, fault }
  }
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const told = await work()
    await client.query('COMMIT')
    return told
  } catch (fault) {
    if (isOver(verdictOn(fault))) await client.query('ROLLBACK')
    throw fault
  }
}

/** Whether the server has told how it ended, and the connection is as it was. */
const isOver = (verdict: Verdict) =>
  verdict === 'refused' || verdict === 'undone' || verdict === 'given_up'
