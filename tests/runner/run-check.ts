import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Check } from './checks.ts'
import type { Tally } from './tally.ts'

/** Runs a check, tells how long it took, and shows what it said if it failed. */
export const runCheck = async ({ name, script, args }: Check): Promise<Tally> => {
  const started = performance.now()
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (code !== 0) console.log(Buffer.concat(said).toString())
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}
