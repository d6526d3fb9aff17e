import { setTimeout } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { Cores } from './cores.ts'
import { drive, withConnections } from './load/drive.ts'
import { gatherParty, keepSigningIn, type Party } from './load/party.ts'
import { prepareWork, takeSample } from './load/sample.ts'
import { applySteadyLoad, type Latencies, timedFlow } from './load/steady.ts'
import { quantile } from './statistics.ts'
import { type Alg, type Subject, startSubject } from './subjects/subject.ts'

/** What a subject did under one load: a point of the curve of latency against load, or a scenario. */
export interface Observation {
  readonly scenario: string
  readonly subject: string
  readonly figures: Readonly<Record<string, number>>
}

/** What observing is given. */
export interface Means {
  readonly cores: Cores
  readonly seconds: number
  readonly progress: (text: string) => void
}

const WARM_UP = 3000

const latencyFigures = (latencies: Latencies) =>
  Object.fromEntries(
    Object.entries(latencies).flatMap(([name, values]) => [
      [`${name}_p50_ms`, quantile(values, 0.5)],
      [`${name}_p99_ms`, quantile(values, 0.99)],
    ]),
  )

const withParty = async <T>(
  subject: Subject,
  alg: Alg,
  { cores }: Pick<Means, 'cores'>,
  work: (party: Party) => Promise<T>,
): Promise<T> => {
  const running = await startSubject(subject, cores)
  try {
    const party = await gatherParty(running, alg)
    await takeSample({ party, work: 'flow', response_type: 'code id_token' }, WARM_UP)
    return await work(party)
  } finally {
    await running.process.stop()
  }
}

const FIXED_LOADS = [
  { alg: 'RS256', per_second: 200 },
  { alg: 'ES256', per_second: 500 },
] as const

/** Parts of the saturating load at which the latency is told. */
const PARTS = [0.1, 0.25, 0.5, 0.75] as const

/** Latencies at fixed loads, and at parts of what each can do at most. */
export const observeLatencies = async (
  subjects: readonly Subject[],
  means: Means,
): Promise<readonly Observation[]> => {
  const observations: Observation[] = []
  for (const { alg, per_second } of FIXED_LOADS)
    for (const subject of subjects)
      await withParty(subject, alg, means, async (party) => {
        const { port } = party.subject.process
        const observe = async (scenario: string, rate: number) => {
          means.progress(`${scenario}, ${subject.name}`)
          const load = { per_second: rate, seconds: means.seconds * 2 }
          const figures = latencyFigures(await applySteadyLoad(port, load, timedFlow(party)))
          const told = { per_second: rate, ...figures }
          observations.push({ scenario, subject: subject.name, figures: told })
        }
        await observe(`${per_second} flows/s, ${alg}`, per_second)
        if (alg !== 'ES256') return
        const sampling = { party, work: 'flow', response_type: 'code id_token' } as const
        const most = (await takeSample(sampling, WARM_UP)).per_second
        for (const part of PARTS) await observe(`${part * 100} % of the most, ${alg}`, most * part)
      })
  return observations
}

/** RS256 flows a second on one core, and with the second one free beside the load. */
export const observeSecondCore = async (
  ours: Subject,
  means: Means,
): Promise<readonly Observation[]> => {
  const observations: Observation[] = []
  for (const [scenario, cores] of [
    ['RS256 flows on one core', means.cores],
    ['RS256 flows, a second core free', { kind: 'unpinned' }],
  ] as const) {
    means.progress(scenario)
    const { per_second, cpu_us } = await withParty(ours, 'RS256', { cores }, (party) =>
      takeSample({ party, work: 'flow', response_type: 'code id_token' }, WARM_UP),
    )
    observations.push({ scenario, subject: ours.name, figures: { per_second, cpu_us } })
  }
  return observations
}

const SIGN_INS = 50
const REFRESHES = 2000

/** Fifty new logins have begun by then, and their passwords are in the line. */
const SETTLED_MS = 500

/** Refreshing, one after the other, while nobody signs in, and while fifty people do at once: argon2 must not hold it up. */
export const observeSignInStorm = async (
  ours: Subject,
  means: Means,
): Promise<readonly Observation[]> =>
  withParty(ours, 'ES256', means, async (party) => {
    const { process } = party.subject
    const sampling = { party, work: 'refresh', response_type: 'code id_token' } as const
    const prepare = (connections: readonly Connection[]) =>
      prepareWork(sampling, connections, REFRESHES)
    const perform = await withConnections(process.port, prepare, 1)
    const observe = async (scenario: string): Promise<Observation> => {
      means.progress(scenario)
      const { latencies } = await withConnections(
        process.port,
        (connections) => drive(process, connections, REFRESHES, perform),
        1,
      )
      return { scenario, subject: ours.name, figures: latencyFigures({ refresh: latencies }) }
    }
    const idle = await observe('refresh, nobody signs in')
    const storm = keepSigningIn(party, SIGN_INS)
    await setTimeout(SETTLED_MS)
    const busy = await observe(`refresh, ${SIGN_INS} sign-ins at once`)
    return [idle, { ...busy, figures: { ...busy.figures, ...(await storm.stop()) } }]
  })
