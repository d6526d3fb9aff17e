import { writeFileSync } from 'node:fs'
import { type Arguments, readArguments, USAGE } from './arguments.ts'
import { type Cores, findCores, pinThisProcess } from './cores.ts'
import { machineOf } from './machine.ts'
import { measure } from './measure.ts'
import { progressLine } from './progress.ts'
import { asChart } from './report/chart.ts'
import { asMarkdown } from './report/markdown.ts'
import { asJson, asText } from './report/text.ts'
import {
  type Observation,
  observeLatencies,
  observeSecondCore,
  observeSignInStorm,
} from './scenarios.ts'
import { bareSubject } from './subjects/bare.ts'
import { gryphonSubject } from './subjects/gryphon.ts'
import { oidcProviderSubject } from './subjects/oidc-provider.ts'
import type { Subject } from './subjects/subject.ts'
import { observeWorkers } from './workers.ts'

const DOCUMENT = new URL('../docs/performance.md', import.meta.url)
const CHART = new URL('../docs/performance.svg', import.meta.url)

const observe = async (
  { only, seconds }: Arguments,
  subjects: { readonly ours: Subject; readonly theirs: Subject },
  means: { readonly cores: Cores; readonly progress: (text: string) => void },
): Promise<readonly Observation[]> => {
  const { ours, theirs } = subjects
  const all = { ...means, seconds }
  // One that fails is told, and takes nothing else with it.
  const observed = async (name: string, work: () => Promise<readonly Observation[]>) =>
    only.length > 0 && !only.includes(name)
      ? []
      : work().catch((error: unknown) => {
          console.error(`${name} could not be observed: ${(error as Error).message}`)
          return []
        })
  return [
    ...(await observed('latency', () => observeLatencies([ours, theirs], all))),
    ...(await observed('second core', () => observeSecondCore(ours, all))),
    ...(await observed('sign-ins', () => observeSignInStorm(ours, all))),
    ...(await observed('workers', () => observeWorkers(all))),
  ]
}

/* `npm run bench`: Gryphon and `oidc-provider` in turn, beside what this machine can do at all. */
const main = async () => {
  const args = readArguments(process.argv.slice(2))
  if (args === undefined) return console.log(USAGE)
  const cores = findCores()
  const ours = await gryphonSubject('ours', 'opaque')
  const theirs = oidcProviderSubject()
  const subjects = [ours, await gryphonSubject('ours_jwt', 'jwt'), theirs, bareSubject()]
  pinThisProcess(cores)
  const { show: progress, end } = progressLine(process.stderr)
  const measured = await measure(args, { cores, subjects, progress })
  const observations = await observe(args, { ours, theirs }, { cores, progress })
  end()
  const report = { measured, observations, args, machine: machineOf(cores) }
  console.log(args.json ? asJson(report) : asText(report))
  if (!args.write) return
  writeFileSync(DOCUMENT, asMarkdown(report))
  writeFileSync(CHART, asChart(report))
}

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
