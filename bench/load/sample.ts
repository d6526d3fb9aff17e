import type { Connection } from '../connection.ts'
import { drive, performAll, type Sample, TOGETHER, withConnections } from './drive.ts'
import type { Party, SignedIn } from './party.ts'
import { type Turn, WORKS, type Work, type WorkName } from './works.ts'

/** Which work, of whom. */
export interface Sampling {
  readonly party: Party
  readonly work: WorkName
  readonly response_type: string
}

/** What is prepared for each time is prepared so many times ahead: few enough for an in-memory adapter of a thousand entries. */
const BATCH = 128

/** Does a work so many times, as fast as the server answers, and tells what it cost. */
export const takeSample = (
  sampling: Sampling,
  times: number,
  together: number = TOGETHER,
): Promise<Sample> =>
  withConnections(
    sampling.party.subject.process.port,
    async (connections) => {
      const size = WORKS[sampling.work].prepared === 'each_time' ? BATCH : times
      const batches: Sample[] = []
      for (let left = times; left > 0; left -= size)
        batches.push(await takeBatch(sampling, connections, Math.min(size, left)))
      return asOne(batches)
    },
    together,
  )

/** Prepares, and tells how to perform the work for the so-manieth time. */
export const prepareWork = async (
  { party, work: name, response_type }: Sampling,
  connections: readonly Connection[],
  times: number,
) => {
  const work: Work = WORKS[name]
  const { people } = party
  const turnOf = (connection: Connection, turn: number): Turn => ({
    ...{ party, person: personAt(people, turn), connection, response_type },
  })
  const prepared: unknown[] = []
  const wanted = work.prepared === 'each_time' ? times : people.length
  await performAll(connections, wanted, async (connection, turn) => {
    prepared[turn] = await work.prepare(turnOf(connection, turn))
  })
  return (connection: Connection, turn: number) =>
    work.perform(turnOf(connection, turn), prepared[turn % wanted])
}

const takeBatch = async (
  sampling: Sampling,
  connections: readonly Connection[],
  times: number,
): Promise<Sample> => {
  const perform = await prepareWork(sampling, connections, times)
  return drive(sampling.party.subject.process, connections, times, perform)
}

const personAt = (people: readonly SignedIn[], turn: number): SignedIn => {
  const person = people[turn % people.length]
  if (person === undefined) throw new Error('nobody is signed in')
  return person
}

const asOne = (batches: readonly Sample[]): Sample => {
  const sum = (of: (batch: Sample) => number) => batches.reduce((all, one) => all + of(one), 0)
  const times = sum((batch) => batch.times)
  return {
    times,
    cpu_us: sum((batch) => batch.cpu_us * batch.times) / times,
    per_second: times / sum((batch) => batch.times / batch.per_second),
    latencies: batches.flatMap(({ latencies }) => latencies),
  }
}
