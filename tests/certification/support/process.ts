import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

const GRYPHON = new URL('../../../packages/server/bin/gryphon.js', import.meta.url).pathname

const start = (words: readonly string[]) => {
  const env = { PATH: process.env.PATH }
  const child = spawn(process.execPath, [GRYPHON, ...words], { env, cwd: tmpdir() })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk
  })
  return { child, said }
}

/** Runs a command of `gryphon` to its end, and gives what it answered as JSON. */
export const command = async (
  words: readonly string[],
  input = '',
): Promise<Readonly<Record<string, unknown>>> => {
  const { child, said } = start([...words, '--json'])
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`gryphon ${words.slice(0, 2).join(' ')}: ${said.err}`)
  return JSON.parse(said.out)
}

/** A `gryphon serve` that answers. */
export interface Served {
  /** Everything it has logged until now. */
  readonly log: () => string
  /** As Ctrl-C does. */
  readonly stop: () => Promise<void>
}

const PATIENCE = 30_000

const isReady = (child: ChildProcess, ready: () => boolean) =>
  new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('gryphon serve does not begin')), PATIENCE)
    child.stderr?.on('data', () => {
      if (!ready()) return
      clearTimeout(late)
      resolve()
    })
    child.on('close', () => reject(new Error('gryphon serve has ended')))
  })

/** Starts `gryphon serve`. */
export const serve = async (words: readonly string[]): Promise<Served> => {
  const { child, said } = start(['serve', ...words])
  try {
    await isReady(child, () => said.err.includes('is served on'))
  } catch (error) {
    throw new Error(`${error}: ${said.err}`)
  }
  return {
    log: () => said.err,
    stop: async () => {
      const closed = once(child, 'close')
      child.kill('SIGINT')
      await closed
    },
  }
}
