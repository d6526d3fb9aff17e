import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { newFolder } from '../tests/support/new-folder.ts'
import { type Connection, connect } from './connection.ts'
import { findCores, pinThisProcess } from './cores.ts'
import { TOGETHER } from './load/drive.ts'
import { gatherParty, type Party } from './load/party.ts'
import { WORKS, type WorkName } from './load/works.ts'
import { progressLine } from './progress.ts'
import { columns } from './report/text.ts'
import { gryphonSubject } from './subjects/gryphon.ts'
import { startSubject } from './subjects/subject.ts'

const USAGE = `npm run soak [-- options]

  --minutes M     how long (default: 5)`

/** What is done, and of how many pieces of work each is one. */
const MIX: readonly WorkName[] = [
  'flow',
  'flow',
  'flow',
  'authorize',
  'refresh',
  'discovery',
  'jwks',
]

const REPORT_MS = 5000
const MOST_TOLD = 5

interface Tally {
  done: number
  errors: number
  readonly told: Set<string>
}

/** One connection that works until time is up; what goes wrong is counted, and another connection is taken. */
const keepWorking = async (party: Party, first: number, deadline: number, tally: Tally) => {
  const { port } = party.subject.process
  const prepared = new Map<WorkName, unknown>()
  let connection: Connection = await connect(port)
  for (let turn = first; performance.now() < deadline; turn += 1) {
    const name = MIX[turn % MIX.length] ?? 'flow'
    const person = party.people[first]
    if (person === undefined) return
    const asked = { party, person, connection, response_type: 'code id_token' }
    try {
      if (!prepared.has(name)) prepared.set(name, await WORKS[name].prepare(asked))
      await WORKS[name].perform(asked, prepared.get(name))
      tally.done += 1
    } catch (error) {
      tally.errors += 1
      if (tally.told.size < MOST_TOLD) tally.told.add(`${name}: ${(error as Error).message}`)
      prepared.delete(name)
      connection.close()
      connection = await connect(port)
    }
  }
  connection.close()
}

const tableSizes = (file: string): readonly (readonly string[])[] => {
  const database = new DatabaseSync(file, { readOnly: true })
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all()
  const sizes = tables.map(({ name }) => {
    const count = database.prepare(`SELECT count(*) AS rows FROM "${String(name)}"`).get()?.rows
    return [String(name), String(count)]
  })
  database.close()
  return sizes
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`

/* Minutes of mixed load: memory must stay flat, nothing may fail, and tables may grow only by what is to be kept. */
const main = async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const minutes = Number(values.minutes)
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0')
  const cores = findCores()
  const data = newFolder()
  const subject = await gryphonSubject('ours', 'opaque', { data })
  pinThisProcess(cores)
  const { show, end } = progressLine(process.stderr)
  const running = await startSubject(subject, cores)
  const party = await gatherParty(running, 'ES256')
  const tally: Tally = { done: 0, errors: 0, told: new Set() }
  const deadline = performance.now() + minutes * 60_000
  const memory: number[] = []
  const timer = setInterval(async () => {
    const { rss } = await running.process.usage()
    memory.push(rss)
    show(`${tally.done} pieces of work, ${tally.errors} errors, ${megabytes(rss)}`)
  }, REPORT_MS)
  await Promise.all(
    Array.from({ length: TOGETHER }, (_, first) => keepWorking(party, first, deadline, tally)),
  )
  clearInterval(timer)
  await running.process.stop()
  end()
  const third = Math.max(1, Math.floor(memory.length / 3))
  const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
  console.log(`${tally.done} pieces of work in ${minutes} min, ${tally.errors} errors`)
  for (const told of tally.told) console.log(told)
  console.log(
    `memory: ${megabytes(mean(memory.slice(0, third)))} in the first third, ${megabytes(mean(memory.slice(-third)))} in the last`,
  )
  console.log(columns([['table', 'rows'], ...tableSizes(`${data}/gryphon.db`)]))
  process.exitCode = tally.errors === 0 ? 0 : 1
}

process.once('SIGINT', () => process.exit(130))
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
