import { fork } from 'node:child_process'
import { once } from 'node:events'
import { after } from 'node:test'
import { Client } from 'pg'

const KEEPER = new URL('./postgres-keeper.ts', import.meta.url)

/** A PostgreSQL server. */
export interface Server {
  /** A new, empty database, gone in the end. */
  readonly newDatabase: () => Promise<string>
}

/** A server of our own. */
export interface OwnServer extends Server {
  /** `kill -9`: nothing is finished, nothing is said. */
  readonly kill: () => Promise<void>
  /** Starts it again, at the same address. */
  readonly start: () => Promise<void>
}

/** One statement, on a connection of its own. */
export const query = async (url: string, sql: string, values: readonly unknown[] = []) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, [...values])).rows
  } finally {
    await client.end()
  }
}

const withName = (url: string, name: string): string => {
  const named = new URL(url)
  named.pathname = `/${name}`
  return named.href
}

const makingDatabases = (url: string) => {
  let made = 0
  const names: string[] = []
  const newDatabase = async () => {
    made += 1
    const name = `gryphon_test_${process.pid}_${made}`
    await query(url, `CREATE DATABASE ${name}`)
    names.push(name)
    return withName(url, name)
  }
  return { newDatabase, names }
}

/** Starts a server that nobody else uses, until it is stopped or this process ends. */
export const keepServer = async (): Promise<OwnServer & { readonly stop: () => Promise<void> }> => {
  const keeper = fork(KEEPER, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [port] = await Promise.race([
    once(keeper, 'message'),
    once(keeper, 'exit').then(() => Promise.reject(new Error('PostgreSQL could not be started'))),
  ])
  const tell = async (word: 'kill' | 'start') => {
    const done = once(keeper, 'message')
    keeper.send(word)
    await done
  }
  // A password that the server does not ask for: it must not be seen anywhere.
  const { newDatabase } = makingDatabases(`postgres://postgres:hidden@127.0.0.1:${port}/postgres`)
  return {
    newDatabase,
    kill: () => tell('kill'),
    start: () => tell('start'),
    stop: async () => {
      keeper.disconnect()
      await once(keeper, 'exit')
    },
  }
}

/** Starts a server that nobody else uses; it is stopped when the tests of this file are over. */
export const startOwnServer = async (): Promise<OwnServer> => {
  const { stop, ...server } = await keepServer()
  after(stop)
  return server
}

/** The server of `DATABASE_URL`, whose databases are removed in the end; without one, a server of our own. */
export const startServer = async (): Promise<Server> => {
  const url = process.env.DATABASE_URL
  if (url === undefined || url === '') return startOwnServer()
  const { newDatabase, names } = makingDatabases(url)
  after(async () => {
    for (const name of names) await query(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })
  return { newDatabase }
}
