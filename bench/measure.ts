import type { Arguments } from './arguments.ts'
import type { Cores } from './cores.ts'
import { type Results, withSample } from './figures.ts'
import { type Floor, measureFloor } from './floor/measure-floor.ts'
import { checkFlow } from './load/check-flow.ts'
import { gatherParty, type Party } from './load/party.ts'
import { takeSample } from './load/sample.ts'
import { ROWS, type Row } from './rows.ts'
import {
  type RunningSubject,
  type Subject,
  type SubjectName,
  startSubject,
} from './subjects/subject.ts'

/** Everything that was measured. */
export interface Measured {
  readonly results: Results
  readonly floors: readonly Floor[]
  /** Resident memory of each subject's process at the end of a round, in bytes. */
  readonly memory: ReadonlyMap<SubjectName, readonly number[]>
}

/** What a measuring is given. */
export interface Means {
  readonly cores: Cores
  readonly subjects: readonly Subject[]
  readonly progress: (text: string) => void
}

/** How often a work is done before it is measured: code that is hot is compiled by then. */
const WARM_UP = { flow: 4000, other: 1500 } as const

/** The rows that are wanted. */
export const wantedRows = ({ only }: Pick<Arguments, 'only'>): readonly Row[] =>
  ROWS.filter(({ name }) => only.length === 0 || only.some((text) => name.includes(text)))

/** Measures every wanted row, everyone in turn, so many rounds; each round has processes of its own. */
export const measure = async (args: Arguments, means: Means): Promise<Measured> => {
  const rows = wantedRows(args)
  if (rows.length === 0) return { results: new Map(), floors: [], memory: new Map() }
  const names = new Set(rows.flatMap(({ subjects }) => subjects))
  const wanted = means.subjects.filter(({ name }) => name === 'ours' || names.has(name))
  let measured: Measured = { results: new Map(), floors: [], memory: new Map() }
  for (let round = 1; round <= args.rounds; round += 1) {
    const running = await Promise.all(wanted.map((subject) => startSubject(subject, means.cores)))
    try {
      const progress = (text: string) => means.progress(`round ${round} of ${args.rounds}: ${text}`)
      measured = await measureRound(measured, rows, running, { ...args, ...means, progress })
    } finally {
      await Promise.all(running.map(({ process }) => process.stop()))
    }
  }
  return measured
}

type RoundMeans = Pick<Arguments, 'seconds'> & Means

const measureRound = async (
  before: Measured,
  rows: readonly Row[],
  running: readonly RunningSubject[],
  means: RoundMeans,
): Promise<Measured> => {
  let { results } = before
  const parties = new Map<SubjectName, Party>()
  const partyOf = async (subject: RunningSubject, alg: Row['alg']) => {
    const latest = parties.get(subject.name)
    if (latest?.client.alg === alg) return latest
    const party = await welcome(subject, alg, latest, means)
    parties.set(subject.name, party)
    return party
  }
  // By alg: an in-memory adapter of a thousand entries forgets what a client is not used for.
  for (const row of rows.toSorted((a, b) => a.alg.localeCompare(b.alg)))
    for (const name of row.subjects) {
      const subject = running.find((one) => one.name === name)
      if (subject === undefined) continue
      const party = await partyOf(subject, row.alg)
      means.progress(`${row.name}, ${name}`)
      results = withSample(results, row.name, name, await sampleOf(party, row, means))
    }
  const ours = running.find(({ name }) => name === 'ours')
  if (ours === undefined) throw new Error('Gryphon does not run')
  means.progress('the floor of this machine')
  const floor = await measureFloor(await partyOf(ours, 'ES256'), means.cores)
  const memory = new Map(before.memory)
  for (const { name, process } of running)
    memory.set(name, [...(memory.get(name) ?? []), (await process.usage()).rss])
  return { results, floors: [...before.floors, floor], memory }
}

/** Signs everybody in, has one flow checked to the last signature, and warms up. */
const welcome = async (
  subject: RunningSubject,
  alg: Row['alg'],
  earlier: Party | undefined,
  { progress }: RoundMeans,
) => {
  progress(`${subject.name}: everyone signs in`)
  const party = await gatherParty(subject, alg, earlier)
  if (subject.name !== 'bare') await checkFlow(party)
  progress(`${subject.name}: warming up`)
  await takeSample({ party, work: 'flow', response_type: 'code id_token' }, WARM_UP.flow)
  return party
}

const sampleOf = async (party: Party, { work, response_type }: Row, { seconds }: RoundMeans) => {
  const sampling = { party, work, response_type }
  const { per_second } = await takeSample(sampling, WARM_UP.other)
  return takeSample(sampling, Math.ceil(per_second * seconds))
}
