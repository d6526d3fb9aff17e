import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientMetadata } from '@gryphon/provider'
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
  /** Adds a person, by command. */
  addPerson(username: string): Promise<Credentials>
  /** Registers a client, by command. */
  addClient(metadata: Partial<ClientMetadata>): Promise<Registered>
  close(): Promise<void>
}

/** The password of every person that a test adds. */
const PASSWORD = 'correct horse battery staple'

const told = async (words: readonly string[], input: string): Promise<unknown> => {
  const { code, out, err } = await gryphon(words, { input })
  if (code !== 0) throw new Error(`gryphon ${words.join(' ')}: ${err}`)
  return JSON.parse(out)
}

/** Starts all three by the command that a person types, and resolves once it has said how to sign in. */
export const startWhole = async (): Promise<Whole> => {
  const folder = newFolder()
  const data = ['--data', join(folder, 'data')]
  const [port, playground, api] = [await freePort(), await freePort(), await freePort()]
  const ports = ['--port', port, '--playground-port', playground, '--api-port', api].map(String)
  const command = startAll([...ports, ...data])
  const greeting = await command.says('Ctrl-C stops all three')
  const [, username = '', password = ''] =
    /Sign in as +(\S+)\s+with password +(\S+)/.exec(greeting) ?? []
  return {
    issuer: `http://localhost:${port}`,
    playground: `http://127.0.0.1:${playground}`,
    api: `http://127.0.0.1:${api}`,
    demo: { username, password },
    addPerson: async (name) => {
      const claims = ['--name', `${name} Example`, '--email', `${name}@example.com`]
      await told(['user', 'add', name, ...claims, '--password-stdin', '--json', ...data], PASSWORD)
      return { username: name, password: PASSWORD }
    },
    addClient: async (metadata) =>
      (await told(
        ['client', 'add', '--metadata', '-', '--json', ...data],
        JSON.stringify(metadata),
      )) as Registered,
    close: async () => {
      await interrupt(command)
      rmSync(folder, { recursive: true })
    },
  }
}
