import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../tests/support/free-port.ts'
import { type Cores, onCores } from './cores.ts'

/** What a process has used since it began: all its threads, user and system. */
export interface Usage {
  readonly cpu_us: number
  readonly rss: number
}

/** A server that runs in a process of its own. */
export interface ServerProcess {
  readonly pid: number
  readonly port: number
  usage(): Promise<Usage>
  /** Sends it a message, and gives its answer. */
  ask<Answer>(message: object): Promise<Answer>
  /** Resolved when it has ended. */
  stop(): Promise<void>
}

/** What to run: a script with its arguments, which has a server listen on the port that it is given. */
export interface Program {
  readonly script: URL
  readonly args: (port: number) => readonly string[]
  /** A path that answers 200 as soon as the server is ready. */
  readonly ready: string
}

/*
 * Put into every process that is measured, ours and theirs alike: tells its usage when asked. Plain JavaScript, so that it
 * brings nothing along. The channel of a worker is not its own: by that it is told to serve.
 */
const REPORTER = `data:text/javascript,${encodeURIComponent(`
import cluster from 'node:cluster'
process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send({ cpu_us: user + system, rss: process.memoryUsage.rss() })
})
if (!cluster.isWorker) process.channel?.unref()
`)}`

const START_MS = 30_000

/** Starts a program on the server's core, and waits until it answers. */
export const startProcess = async (program: Program, cores: Cores): Promise<ServerProcess> => {
  const port = await freePort()
  const script = program.script.pathname
  const [command, args] = onCores(cores.kind === 'pinned' ? cores.server : undefined, [
    ...[process.execPath, '--no-warnings', '--import', REPORTER, script],
    ...program.args(port),
  ])
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ask = askOf(child)
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
    process.off('exit', kill)
  }
  try {
    await untilReady(child, `http://127.0.0.1:${port}${program.ready}`)
  } catch (error) {
    await stop()
    throw error
  }
  return { pid: child.pid ?? 0, port, ask, usage: () => ask('usage'), stop }
}

/** One question at a time: the next message is its answer. */
const askOf =
  (child: ChildProcess) =>
  async <Answer>(message: object | string): Promise<Answer> => {
    const answered = once(child, 'message')
    child.send(message)
    const [answer] = await answered
    return answer as Answer
  }

const untilReady = async (child: ChildProcess, url: string): Promise<void> => {
  const deadline = performance.now() + START_MS
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const isReady = await fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} did not answer in time`)
}
