import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Door } from '../support/door.ts'
import { authorizePath, logIn, redeem } from '../support/flow.ts'
import {
  freePort,
  gryphon,
  newFolder,
  type RunningCommand,
  startGryphon,
} from '../support/gryphon.ts'
import { HYBRID_CLIENT, PERSON } from '../support/op.ts'
import { startServer } from '../support/postgres.ts'
import { userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'

const server = await startServer()

// biome-ignore format: a table
const WHERE: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  'two workers on a SQLite file':         async () => ({ GRYPHON_DATA: newFolder() }),
  'two workers on a PostgreSQL database': async () => ({ GRYPHON_DATA: newFolder(), GRYPHON_DATABASE_URL: await server.newDatabase() }),
}

const COUNTED = /^gryphon_http_requests_total\{.*worker="(\d)"\} (\d+)$/gm
const SERVES = /worker (\d) serves, process (\d+)/g

/** A connection of its own for every request: the next worker has the next one. */
const eachByItself = (door: Door): Door => ({
  ...door,
  send: ({ headers, ...asked }) =>
    door.send({ ...asked, headers: { ...headers, connection: 'close' } }),
})

for (const [name, where] of Object.entries(WHERE))
  describe(name, () => {
    let command: RunningCommand
    let env: Readonly<Record<string, string>>
    let door: Door
    let ports: { readonly port: string; readonly metrics_port: string }
    let said = ''

    before(async () => {
      env = await where()
      const { scope = [], ...client } = { ...HYBRID_CLIENT, trusted: true }
      const sent = { ...client, scope: scope.filter((one) => one !== 'read:notes').join(' ') }
      const add = ['client', 'add', '--metadata', '-']
      const person = ['user', 'add', PERSON.username, '--password-stdin']
      for (const [words, input] of [
        [add, JSON.stringify(sent)],
        [person, PERSON.password],
      ] as const) {
        const { code, err } = await gryphon(words, { env, input })
        assert.equal(code, 0, err)
      }
      ports = { port: String(await freePort()), metrics_port: String(await freePort()) }
      const words = ['serve', '--workers', '2', '--port', ports.port]
      command = startGryphon([...words, '--metrics-port', ports.metrics_port], { env })
      command.child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
      await Promise.all(['by 2 workers', 'worker 1 serves', 'worker 2 serves'].map(command.says))
      door = eachByItself(webDoor(`http://localhost:${ports.port}`))
    })
    after(() => void command.child.kill('SIGKILL'))

    const metrics = async () =>
      (await fetch(`http://127.0.0.1:${ports.metrics_port}/metrics`)).text()
    const flow = async () => {
      const { parameters } = await logIn(userAgent(door), authorizePath())
      const { status } = await redeem({ door }, String(parameters.get('code')))
      assert.equal(status, 200)
    }
    const processOf = (worker: string): number =>
      Number([...said.matchAll(SERVES)].findLast(([, number]) => number === worker)?.[2])

    test('a login goes on at either, and /metrics tells what each has done', async () => {
      await flow()
      await flow()
      const text = await metrics()
      const workers = new Set([...text.matchAll(COUNTED)].map(([, worker]) => worker))
      assert.deepEqual([...workers].toSorted(), ['1', '2'])
      const counted = [...text.matchAll(COUNTED)].reduce(
        (sum, [, , count]) => sum + Number(count),
        0,
      )
      const redeemed = '{endpoint="/oauth/token",status="200",worker='
      assert.ok(text.includes(redeemed) && counted >= 8, text)
      assert.match(
        text,
        /^gryphon_store_operation_duration_seconds_count\{operation="openGrant",worker="\d"\} \d+$/m,
      )
      assert.equal(text.match(/^# TYPE gryphon_http_requests_total counter$/gm)?.length, 1)
    })

    test('where one is killed, that is logged, and another takes its place', async () => {
      const killed = processOf('1')
      process.kill(killed, 'SIGKILL')
      await command.says('worker 1 ended (SIGKILL); another takes its place in 100 ms')
      await flow()
      while (processOf('1') === killed) await wait(50)
      await flow()
      assert.match(await metrics(), /^gryphon_http_requests_total\{.*worker="1"\}/m)
    })

    test('on SIGTERM what is under way is answered, all workers end, and the whole ends with 0', async () => {
      const body = 'grant_type=authorization_code'
      const type = 'application/x-www-form-urlencoded'
      const calls = await Promise.all(
        ['1', '2'].map(async () => {
          const call = request({
            ...{ port: ports.port, host: '127.0.0.1', method: 'POST', path: '/oauth/token' },
            headers: { 'content-type': type, 'content-length': body.length },
          })
          call.write(body.slice(0, 10))
          await once(call, 'socket')
          await fetch(`http://127.0.0.1:${ports.port}/health`)
          return call
        }),
      )
      command.child.kill('SIGTERM')
      await command.says('stopping')
      const answers = calls.map((call) => once(call, 'response'))
      for (const call of calls) call.end(body.slice(10))
      for (const [response] of await Promise.all(answers)) {
        response.resume()
        assert.equal(response.statusCode, 401)
      }
      assert.equal((await command.ended).code, 0)
      for (const worker of ['1', '2'])
        assert.throws(() => process.kill(processOf(worker), 0), { code: 'ESRCH' })
    })
  })

test('what cannot be is told once, and nothing is tried again', async () => {
  const data = newFolder()
  const words = ['serve', '--workers', '2', '--data', data, '--port', String(await freePort())]
  const { code, err } = await gryphon([...words, '--host', '0.0.0.0'])
  assert.equal(code, 1)
  assert.match(
    err,
    /^gryphon: issuer: needed when host is 0\.0\.0\.0.*\ngryphon: workers: worker 1 ended before it served \(code 2\)\n$/,
  )
})

test('workers share a port that has a name', async () => {
  const { code, err } = await gryphon(['serve', '--workers', '2', '--port', '0'])
  assert.deepEqual([code, err.includes('port: expected one that is named')], [2, true])
})
