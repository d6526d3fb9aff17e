import { statfsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { newFolder } from '../tests/support/new-folder.ts'
import { type Cores, findCores, pinThisProcess } from './cores.ts'
import { enlarge, LARGE } from './large-store.ts'
import { gatherParty } from './load/party.ts'
import { takeSample } from './load/sample.ts'
import { applySteadyLoad, timedFlow } from './load/steady.ts'
import { progressLine } from './progress.ts'
import { columns } from './report/text.ts'
import { median, quantile } from './statistics.ts'
import { gryphonSubject } from './subjects/gryphon.ts'
import { type Subject, startSubject } from './subjects/subject.ts'

const USAGE = `npm run bench:large [-- options]

  --scale S       so large a part of ${LARGE.tenants} tenants, ${LARGE.people} people, ${LARGE.grants} grants (default: 0.1)
  --rounds N      how often the empty and the large store are measured, in turn (default: 3)
  --seconds S     how long each time (default: 5)
  --rate R        flows a second (default: 100)`

const BYTES = 10e9
const WARM_UP = 1000

interface Seen {
  readonly start_ms: number
  readonly p50_ms: number
  readonly p99_ms: number
}

const observe = async (
  subject: Subject,
  cores: Cores,
  load: { readonly seconds: number; readonly per_second: number },
): Promise<Seen> => {
  const began = performance.now()
  const running = await startSubject(subject, cores)
  const start_ms = performance.now() - began
  try {
    const party = await gatherParty(running, 'ES256')
    await takeSample({ party, work: 'flow', response_type: 'code id_token' }, WARM_UP)
    const { whole = [] } = await applySteadyLoad(running.process.port, load, timedFlow(party))
    return { start_ms, p50_ms: quantile(whole, 0.5), p99_ms: quantile(whole, 0.99) }
  } finally {
    await running.process.stop()
  }
}

/** Refuses to fill more than half of what the disk has left. */
const checkDisk = (scale: number, folder: string) => {
  const { bavail, bsize } = statfsSync(folder)
  if (BYTES * scale > (bavail * bsize) / 2)
    throw new Error(
      `--scale ${scale} needs ${(BYTES * scale) / 1e9} GB of disk: give a smaller one`,
    )
}

const rowOf = (name: string, seen: readonly Seen[]) => [
  name,
  ...(['start_ms', 'p50_ms', 'p99_ms'] as const).map((figure) =>
    median(seen.map((one) => one[figure])).toFixed(2),
  ),
]

/* The same load on an empty store and on a large one, half of whose grants have expired and are being swept. */
const main = async () => {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '0.1' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      rate: { type: 'string', default: '100' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const [scale, rounds] = [Number(values.scale), Number(values.rounds)]
  const load = { seconds: Number(values.seconds), per_second: Number(values.rate) }
  const cores = findCores()
  const data = newFolder()
  checkDisk(scale, data)
  const { show: progress, end } = progressLine(process.stderr)
  const empty = await gryphonSubject('ours', 'opaque')
  const large = await gryphonSubject('ours', 'opaque', { data })
  const size = enlarge(`${data}/gryphon.db`, scale, progress)
  pinThisProcess(cores)
  const seen: { readonly empty: Seen[]; readonly large: Seen[] } = { empty: [], large: [] }
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`)
    seen.empty.push(await observe(empty, cores, load))
    seen.large.push(await observe(large, cores, load))
  }
  end()
  console.log(
    `${size.tenants} tenants, ${size.people} people, ${size.grants} grants, ${(size.bytes / 1e9).toFixed(2)} GB`,
  )
  const heads = ['store', 'start ms', 'p50 ms', 'p99 ms']
  console.log(columns([heads, rowOf('empty', seen.empty), rowOf('large', seen.large)]))
}

process.once('SIGINT', () => process.exit(130))
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
