import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { after } from 'node:test'

/** What a test that failed has left running would keep its file from ending, or outlive it. */
const RUNNING = new Set<ChildProcess>()

const killAll = () => {
  for (const child of RUNNING) child.kill('SIGKILL')
}

if (process.env.NODE_TEST_CONTEXT !== undefined) after(killAll)
process.once('exit', killAll)

/** A child of this process, which does not outlive it. */
export const kept = <Child extends ChildProcess>(child: Child): Child => {
  RUNNING.add(child)
  child.once('close', () => RUNNING.delete(child))
  return child
}

/** Asks it to end, and waits until it has. */
export const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
