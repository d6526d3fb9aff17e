import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import type { Alg } from '../subjects/subject.ts'
import type { Question, RawAnswer } from './questions.ts'

/*
 * What this machine cannot do for less: signatures, HTTP exchanges and durable writes, each alone. Run with a port and a file.
 */
const [port = '', file = ''] = process.argv.slice(2)
let answers: Readonly<Record<string, RawAnswer>> = {}

const server = createServer((request, response) => {
  const { headers, body } = answers[(request.url ?? '').split('?', 1)[0] ?? ''] ?? {
    headers: {},
    body: '{}',
  }
  const answer = () => {
    response.writeHead(200, headers)
    response.end(body)
  }
  if (request.method === 'GET') return answer()
  request.on('data', () => undefined)
  request.on('end', answer)
})

const KEYS = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: () => generateKeyPairSync('ed25519').privateKey,
} as const

/** Of one call of many, in microseconds of CPU. */
const cost = (times: number, call: (turn: number) => void): number => {
  const before = process.cpuUsage()
  for (let turn = 0; turn < times; turn += 1) call(turn)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

const costOfSigning = (alg: Alg, times: number) => {
  const key = KEYS[alg]()
  const bytes = Buffer.alloc(420, 'a')
  const digest = alg === 'EdDSA' ? null : 'sha256'
  const once = () => void sign(digest, bytes, { key, dsaEncoding: 'ieee-p1363' })
  cost(times / 4, once)
  return cost(times, once)
}

const costOfWriting = (times: number, together: number) => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS marks (id INTEGER PRIMARY KEY, value TEXT)')
  const insert = database.prepare('INSERT INTO marks (value) VALUES (?)')
  const value = 'a'.repeat(400)
  const each = cost(times / together, () => {
    database.exec('BEGIN IMMEDIATE')
    for (let one = 0; one < together; one += 1) insert.run(value)
    database.exec('COMMIT')
  })
  database.close()
  return each / together
}

process.on('message', (question: Question | 'usage') => {
  if (question === 'usage') return
  if (question.ask === 'answers') answers = question.answers
  const told = {
    answers: () => 0,
    sign: () => (question.ask === 'sign' ? costOfSigning(question.alg, question.times) : 0),
    write: () => (question.ask === 'write' ? costOfWriting(question.times, question.together) : 0),
  }[question.ask]()
  process.send?.({ cpu_us: told })
})
server.listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit())
