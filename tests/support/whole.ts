import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createAccounts } from '@gryphon/accounts'
import { type ClientMetadata, DEFAULT_TENANT } from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'
import { freePort, gryphon, interrupt, newFolder, startAll } from './gryphon.ts'

/** How somebody signs in. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** A client as it was registered. */
export interface Registered {
  readonly client_id: string
  readonly client_secret: string
}

/** What `npm start` starts, running in a folder of its own: the provider at `localhost`, the others at `127.0.0.1`. */
export interface Whole {
  readonly issuer: string
  readonly playground: string
  readonly api: string
  /** The demo person, as the command has told it. */
  readonly demo: Credentials
  /** Adds a person, from another process than the one that serves. */
  addPerson(username: string): Promise<Credentials>
  /** Registers a client, by command. */
  addClient(metadata: Partial<ClientMetadata>): Promise<Registered>
  close(): Promise<void>
}

/** The password of every person that a test adds. */
const PASSWORD = 'correct horse battery staple'

/** Adds people to the database that another process serves. */
const openPeople = async (file: string) => {
  const { store, people } = await openSqlite({ file })
  const now = () => Math.floor(Date.now() / 1000)
  const accounts = createAccounts({ people, now, random: randomBytes })
  return {
    add: async (username: string): Promise<Credentials> => {
      const claims = { name: `${username} Example`, email: `${username}@example.com` }
      const person = { username, password: PASSWORD, claims }
      const { outcome } = await accounts.addPerson(DEFAULT_TENANT, person)
      if (outcome !== 'added') throw new Error(`${username} is ${outcome}`)
      return { username, password: PASSWORD }
    },
    close: () => store.close(),
  }
}

const addClient = async (
  data: readonly string[],
  metadata: Partial<ClientMetadata>,
): Promise<Registered> => {
  const words = ['client', 'add', '--metadata', '-', '--json', ...data]
  const { code, out, err } = await gryphon(words, { input: JSON.stringify(metadata) })
  if (code !== 0) throw new Error(`gryphon ${words.join(' ')}: ${err}`)
  return JSON.parse(out) as Registered
}

/** Settings that differ from those of `npm start`, as environment variables. */
export type WholeSettings = Readonly<Record<`GRYPHON_${string}`, string>>

/** Starts all three by the command that a person types, and resolves once it has said how to sign in. */
export const startWhole = async (env: WholeSettings = {}): Promise<Whole> => {
  const folder = newFolder()
  const data = ['--data', folder]
  const [port, playground, api] = [await freePort(), await freePort(), await freePort()]
  const ports = ['--port', port, '--playground-port', playground, '--api-port', api].map(String)
  const command = startAll([...ports, ...data], { env })
  const greeting = await command.says('Ctrl-C stops all three')
  const [, username = '', password = ''] =
    /Sign in as +(\S+)\s+with password +(\S+)/.exec(greeting) ?? []
  const people = await openPeople(join(folder, 'gryphon.db'))
  return {
    issuer: `http://localhost:${port}`,
    playground: `http://127.0.0.1:${playground}`,
    api: `http://127.0.0.1:${api}`,
    demo: { username, password },
    addPerson: people.add,
    addClient: (metadata) => addClient(data, metadata),
    close: async () => {
      await people.close()
      await interrupt(command)
      rmSync(folder, { recursive: true })
    },
  }
}
