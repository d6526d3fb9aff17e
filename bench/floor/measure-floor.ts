import { newFolder } from '../../tests/support/new-folder.ts'
import type { Answer, Connection } from '../connection.ts'
import type { Cores } from '../cores.ts'
import { drive, withConnections } from '../load/drive.ts'
import { askUserinfo, authorize, readDocument, redeem } from '../load/flow.ts'
import type { Party } from '../load/party.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'
import { ALGS, type Alg } from '../subjects/subject.ts'
import type { Question, RawAnswer } from './questions.ts'

/** The costs, in microseconds of CPU of the process that does it. */
export interface Floor {
  readonly signature: Readonly<Record<Alg, number>>
  /** Raw `node:http`, which is asked and answers what Gryphon was and did, byte for byte. */
  readonly exchange: Readonly<Record<ExchangeName, number>>
  /** A row of 400 bytes in SQLite (WAL, FULL), alone and in groups of 8, as many as flows are under way here. */
  readonly write: { readonly alone: number; readonly of_eight: number }
}

const EXCHANGES = ['authorize', 'token', 'userinfo', 'discovery', 'jwks'] as const

/** The exchanges that are measured. */
export type ExchangeName = (typeof EXCHANGES)[number]

interface Exchange {
  readonly request: string
  readonly answer: Answer
}

/** What goes to and fro in a flow and with the documents. */
const recordExchanges = (party: Party): Promise<Readonly<Record<ExchangeName, Exchange>>> =>
  withConnections(party.subject.process.port, async ([connection]) => {
    if (connection === undefined) throw new Error('there is no connection')
    const { client, people } = party
    const requests: string[] = []
    const recording: Connection = {
      ...connection,
      ask: (request) => {
        requests.push(request)
        return connection.ask(request)
      },
    }
    const asked = { response_type: 'code id_token', scope: 'openid profile email' }
    const cookie = people[0]?.cookie ?? ''
    const front = await authorize(recording, client, cookie, { ...asked, state: 's', nonce: 'n' })
    const tokens = await redeem(recording, client, front.code)
    const answers = [
      ...[front.answer, tokens.answer, await askUserinfo(recording, client, tokens.access_token)],
      ...[
        await readDocument(recording, client, 'discovery'),
        await readDocument(recording, client, 'jwks'),
      ],
    ]
    const exchanges = EXCHANGES.map((name, turn) => [
      name,
      { request: requests[turn], answer: answers[turn] },
    ])
    return Object.fromEntries(exchanges) as Record<ExchangeName, Exchange>
  })

/** Headers that `node:http` makes itself. */
const OWN = ['date', 'connection', 'keep-alive']

const rawAnswer = ({ head, body }: Answer): RawAnswer => ({
  headers: Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ])
      .filter(([name = '']) => !OWN.includes(name)),
  ),
  body,
})

const pathOf = (request: string) => request.split(' ', 2)[1]?.split('?', 1)[0] ?? ''

const TIMES = { RS256: 400, ES256: 4000, EdDSA: 4000 } as const
const WRITES = 2000
const REQUESTS = 3000

const measureExchanges = async (
  process: ServerProcess,
  exchanges: Readonly<Record<ExchangeName, Exchange>>,
): Promise<Floor['exchange']> => {
  const answers = Object.values(exchanges).map(({ request, answer }) => [
    pathOf(request),
    rawAnswer(answer),
  ])
  await process.ask<unknown>({
    ask: 'answers',
    answers: Object.fromEntries(answers),
  } satisfies Question)
  const costs: [string, number][] = []
  for (const name of EXCHANGES) {
    const { request, answer } = exchanges[name]
    const perform = async (connection: Connection) => {
      const { body } = await connection.ask(request)
      if (body.length !== answer.body.length)
        throw new Error(`the floor of ${name} is not the same`)
    }
    const { cpu_us } = await withConnections(process.port, async (connections) => {
      await drive(process, connections, REQUESTS / 3, perform)
      return drive(process, connections, REQUESTS, perform)
    })
    costs.push([name, cpu_us])
  }
  return Object.fromEntries(costs) as Floor['exchange']
}

/** What this machine needs now for each part of a flow alone. */
export const measureFloor = async (party: Party, cores: Cores): Promise<Floor> => {
  const script = new URL('./floor-server.ts', import.meta.url)
  const file = `${newFolder()}/floor.db`
  const process = await startProcess(
    { script, args: (port) => [String(port), file], ready: '/' },
    cores,
  )
  const ask = async (question: Question) => (await process.ask<{ cpu_us: number }>(question)).cpu_us
  try {
    const signature: [Alg, number][] = []
    for (const alg of ALGS)
      signature.push([alg, await ask({ ask: 'sign', alg, times: TIMES[alg] })])
    return {
      signature: Object.fromEntries(signature) as Floor['signature'],
      exchange: await measureExchanges(process, await recordExchanges(party)),
      write: {
        alone: await ask({ ask: 'write', times: WRITES, together: 1 }),
        of_eight: await ask({ ask: 'write', times: WRITES, together: 8 }),
      },
    }
  } finally {
    await process.stop()
  }
}
