import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { playIn } from './play-in.ts'
import { OWN_NODE, RUNTIMES, type Runtime } from './runtimes.ts'
import { setRuntimeStage } from './stage.ts'

/*
 * npm run runtimes
 *
 * Installs other runtimes from npm (some 600 MB, into the folder `.runtimes`), and plays the same suite in each: whole logins
 * by every response type at a provider of this repository, and a guarded API. Ends with 1 where a step failed. A runtime that
 * cannot be had or does not start here is told as such, and is no failure.
 */
const FOLDER = resolve('.runtimes')

/** Not by `npm ci`: the lockfile names what was to be had when it was written, and other platforms need other packages of Bun and Deno. */
const install = async (): Promise<void> => {
  mkdirSync(FOLDER, { recursive: true })
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(import.meta.dirname, name), join(FOLDER, name))
  try {
    const words = ['--no-audit', '--no-fund', '--omit-lockfile-registry-resolved']
    await promisify(execFile)('npm', ['install', ...words, '--prefix', FOLDER], { cwd: FOLDER })
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string }
    console.log(`npm could not install all of them:\n${stderr ?? error}`)
  }
}

/** What a runtime says of itself, or `undefined` where it does not start. */
const versionOf = ({ program }: Runtime): string | undefined => {
  try {
    const told = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: 'pipe' })
    return /\d+\.\d+\.\d+/.exec(told)?.[0]
  } catch {
    return undefined
  }
}

await install()
const stage = await setRuntimeStage()
const installed = RUNTIMES.map((each) => ({ ...each, program: join(FOLDER, each.program) }))
const failures: string[] = []
for (const runtime of [OWN_NODE, ...installed]) {
  const version = versionOf(runtime)
  const steps = version === undefined ? [] : await playIn(runtime, stage)
  const failed = steps.filter(({ failure }) => failure !== undefined)
  failures.push(...failed.map(({ step, failure }) => `${runtime.name}, ${step}:\n${failure}`))
  const told = version === undefined ? 'cannot be had or run here' : `${steps.length} steps`
  const good = version === undefined || failed.length > 0 ? '' : ', all good'
  const bad = failed.length === 0 ? good : `, ${failed.length} failed`
  console.log(`${runtime.name.padEnd(10)}${(version ?? '').padEnd(12)}${told}${bad}`)
}
await stage.close()
for (const failure of failures) console.log(`\n${failure}`)
process.exitCode = failures.length === 0 ? 0 : 1
