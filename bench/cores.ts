import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** On which cores things run. */
export type Cores =
  | { readonly kind: 'pinned'; readonly server: string; readonly load: string }
  | { readonly kind: 'unpinned' }

const hasTaskset = () => {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The first core for the server and the second for the load, where there are two and `taskset` can bind to them. */
export const findCores = (): Cores =>
  availableParallelism() > 1 && hasTaskset()
    ? { kind: 'pinned', server: '0', load: '1' }
    : { kind: 'unpinned' }

/** Binds this process, with all its threads, to the core of the load. */
export const pinThisProcess = (cores: Cores): void => {
  if (cores.kind === 'pinned')
    execFileSync('taskset', ['-a', '-c', '-p', cores.load, String(process.pid)], {
      stdio: 'ignore',
    })
}

/** The command line that runs a program on some cores. */
export const onCores = (
  list: string | undefined,
  command: readonly string[],
): readonly [string, readonly string[]] => {
  const [program = '', ...args] = list === undefined ? command : ['taskset', '-c', list, ...command]
  return [program, args]
}
