import { readArguments, USAGE } from './arguments.ts'
import { findCores, pinThisProcess } from './cores.ts'
import { machineOf } from './machine.ts'
import { measure } from './measure.ts'
import { progressLine } from './progress.ts'
import { asJson, asText } from './report/text.ts'
import { bareSubject } from './subjects/bare.ts'
import { gryphonSubject } from './subjects/gryphon.ts'
import { oidcProviderSubject } from './subjects/oidc-provider.ts'

/* `npm run bench`: Gryphon and `oidc-provider` in turn, beside what this machine can do at all. */
const main = async () => {
  const args = readArguments(process.argv.slice(2))
  if (args === undefined) return console.log(USAGE)
  const cores = findCores()
  const subjects = [
    await gryphonSubject('ours', 'opaque'),
    await gryphonSubject('ours_jwt', 'jwt'),
    ...[oidcProviderSubject(), bareSubject()],
  ]
  pinThisProcess(cores)
  const progress = progressLine(process.stderr)
  const measured = await measure(args, { cores, subjects, progress: progress.show })
  progress.end()
  const report = { measured, args, machine: machineOf(cores) }
  console.log(args.json ? asJson(report) : asText(report))
}

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
