import { keepServer } from '../tests/support/postgres.ts'
import { TOGETHER } from './load/drive.ts'
import { gatherParty, type Party } from './load/party.ts'
import { takeSample } from './load/sample.ts'
import type { Means, Observation } from './scenarios.ts'
import { median } from './statistics.ts'
import { gryphonSubject } from './subjects/gryphon.ts'
import { type RunningSubject, startSubject } from './subjects/subject.ts'
import { treeCpu } from './tree-usage.ts'

const ROUNDS = 5
const WARM_UP = 4000

/** What the scenario of so many workers is called. */
export const workersScenario = (workers: number): string =>
  `ES256 flows on PostgreSQL, workers: ${workers}`

interface Staff {
  readonly workers: number
  readonly running: RunningSubject
  readonly party: Party
  /** How many flows one sample has. */
  readonly times: number
  readonly samples: { readonly per_second: number; readonly cpu_us: number }[]
}

/** Each worker has as much to do at once, however many there are: what comes together is cheaper. */
const sample = async (
  { party, running, workers }: Pick<Staff, 'party' | 'running' | 'workers'>,
  times: number,
) => {
  const before = treeCpu(running.process.pid)
  const { per_second } = await takeSample(
    { party, work: 'flow', response_type: 'code id_token' },
    times,
    workers * TOGETHER,
  )
  return { per_second, cpu_us: (treeCpu(running.process.pid) - before) / times }
}

/**
 * Flows by one worker and by two, in turn, each on a PostgreSQL database of its own, which has the core of the load. Where there
 * are cores for them, two do twice as much as long as a flow costs each no more.
 */
export const observeWorkers = async ({
  cores,
  seconds,
  progress,
}: Means): Promise<readonly Observation[]> => {
  const postgres = await keepServer()
  const started: RunningSubject[] = []
  const all: Staff[] = []
  try {
    for (const workers of [1, 2]) {
      progress(`${workersScenario(workers)}: everyone signs in`)
      const flags = { 'database-url': await postgres.newDatabase(), workers: String(workers) }
      const subject = await gryphonSubject('ours', 'opaque', flags)
      const running = await startSubject(subject, cores)
      started.push(running)
      const staff = { workers, running, party: await gatherParty(running, 'ES256') }
      const { per_second } = await sample(staff, WARM_UP)
      all.push({ ...staff, times: Math.ceil(per_second * seconds), samples: [] })
    }
    for (let round = 1; round <= ROUNDS; round += 1)
      for (const staff of all) {
        progress(`${workersScenario(staff.workers)}, round ${round} of ${ROUNDS}`)
        staff.samples.push(await sample(staff, staff.times))
      }
  } finally {
    for (const { process } of started) await process.stop()
    await postgres.stop()
  }
  return all.map(({ workers, samples }) => ({
    scenario: workersScenario(workers),
    subject: 'ours',
    figures: {
      per_second: median(samples.map(({ per_second }) => per_second)),
      cpu_us: median(samples.map(({ cpu_us }) => cpu_us)),
    },
  }))
}
