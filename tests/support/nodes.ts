import assert from 'node:assert/strict'
import { type ClientMetadata, DEFAULT_TENANT } from '@gryphon/provider'
import type { Door } from './door.ts'
import { freePort, gryphon, newFolder, type RunningCommand, startGryphon } from './gryphon.ts'
import { HYBRID_CLIENT, PERSON } from './op.ts'
import { webDoor } from './web-door.ts'

/** One of the processes that serve. */
export interface Node {
  readonly command: RunningCommand
  readonly door: Door
}

/** Several `gryphon serve` on one database, with the client and the person of tests. */
export interface Nodes {
  readonly issuer: string
  readonly nodes: readonly Node[]
  /** A door at which each request goes to the next node. */
  readonly door: Door
  /** Where the database is, as environment variables of a node. */
  readonly env: Readonly<Record<string, string>>
  /** Ends one by `kill -9`, and starts another in its place. */
  replace(node: Node): Promise<void>
  /** Runs a command beside them, which must succeed; what it says. */
  run(words: readonly string[], input?: string): Promise<string>
  /** As Ctrl-C does, to all that run. */
  stop(): Promise<void>
}

/** 32 bytes in base64url: every node of a database has the same. */
const MASTER_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

/** Where a database is that several nodes have. */
export type Where =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'file'; readonly folder: string }

/** Environment variables of one node: with PostgreSQL, each has a data folder of its own. */
const envOf = (where: Where): Readonly<Record<string, string>> =>
  where.kind === 'file'
    ? { GRYPHON_DATA: where.folder }
    : {
        GRYPHON_DATA: newFolder(),
        GRYPHON_DATABASE_URL: where.url,
        GRYPHON_MASTER_KEY: MASTER_KEY,
      }

/** Sends each request to the next one. */
const inTurn = (host: string, nodes: readonly Node[]): Door => {
  let turn = 0
  return {
    host,
    send: (asked) => {
      turn += 1
      const { door } = nodes[turn % nodes.length] ?? assert.fail('there are no nodes')
      return door.send(asked)
    },
    close: async () => undefined,
  }
}

/** Whatever becomes of a test, none of them outlives it. */
const STARTED = new Set<RunningCommand>()
process.on('exit', () => {
  for (const { child } of STARTED) child.kill('SIGKILL')
})

/** Starts so many nodes at once, on a database in which there is nothing yet. */
export const startNodes = async (where: Where, count: number): Promise<Nodes> => {
  const issuer = `http://localhost:${await freePort()}`
  const env = envOf(where)
  const start = async (): Promise<Node> => {
    const port = String(await freePort())
    const words = ['serve', '--port', port, '--issuer', issuer]
    const command = startGryphon(words, { env: { ...env, ...envOf(where) } })
    STARTED.add(command)
    await command.says('is served on')
    return { command, door: { ...webDoor(`http://127.0.0.1:${port}`), host: issuer } }
  }
  const nodes = await Promise.all(Array.from({ length: count }, start))
  const replace = async (node: Node) => {
    nodes.splice(nodes.indexOf(node), 1)
    node.command.child.kill('SIGKILL')
    await node.command.ended
    nodes.push(await start())
  }
  const run = async (words: readonly string[], input = '') => {
    const { code, out, err } = await gryphon(words, { env, input })
    assert.equal(code, 0, err)
    return out
  }
  const client: ClientMetadata = { ...HYBRID_CLIENT, trusted: true }
  const { scope = [], ...metadata } = client
  const sent = { ...metadata, scope: scope.filter((one) => one !== 'read:notes').join(' ') }
  await run(['client', 'add', '--metadata', '-', '--tenant', DEFAULT_TENANT], JSON.stringify(sent))
  await run(['user', 'add', PERSON.username, '--password-stdin'], PERSON.password)
  return {
    ...{ issuer, nodes, env, replace, run },
    door: inTurn(issuer, nodes),
    stop: async () => {
      for (const { command } of nodes) command.child.kill('SIGINT')
      await Promise.all(nodes.map(({ command }) => command.ended))
    },
  }
}
