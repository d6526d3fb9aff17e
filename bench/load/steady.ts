import { type Connection, connect } from '../connection.ts'
import { askUserinfo, authorize, redeem } from './flow.ts'
import type { Party } from './party.ts'

/** Latencies in milliseconds, by what was waited for. */
export type Latencies = Readonly<Record<string, readonly number[]>>

/** A load that does not wait for answers: so many times a second, whether the server keeps up or not. */
export interface SteadyLoad {
  readonly per_second: number
  readonly seconds: number
}

/** Does one piece of work, and tells how long each part of it took. */
export type TimedWork = (
  connection: Connection,
  turn: number,
) => Promise<Readonly<Record<string, number>>>

/** So many more seconds may be needed for what could not be done in time; then no more is begun. */
const PATIENCE = 3

/**
 * Begins work at even times, on as many connections as are needed. `whole` is counted from when it was due, so that a server
 * that falls behind is seen to (no coordinated omission); parts from when they were asked for.
 */
export const applySteadyLoad = async (
  port: number,
  { per_second, seconds }: SteadyLoad,
  work: TimedWork,
): Promise<Latencies> => {
  const latencies: Record<string, number[]> = {}
  const note = (name: string, ms: number) => {
    latencies[name] ??= []
    latencies[name].push(ms)
  }
  const free: Connection[] = []
  const times = Math.ceil(per_second * seconds)
  const began = performance.now()
  const deadline = began + (seconds + PATIENCE) * 1000
  const perform = async (turn: number, due: number) => {
    if (performance.now() > deadline) return note('whole', performance.now() - due)
    const connection = free.pop() ?? (await connect(port))
    const parts = await work(connection, turn)
    free.push(connection)
    note('whole', performance.now() - due)
    for (const [name, ms] of Object.entries(parts)) note(name, ms)
  }
  const under_way: Promise<void>[] = []
  for (let turn = 0; turn < times; turn += 1) {
    const due = began + (turn / per_second) * 1000
    const wait = due - performance.now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    under_way.push(perform(turn, due))
  }
  await Promise.all(under_way)
  for (const connection of free) connection.close()
  return latencies
}

const timed = async <T>(work: Promise<T>): Promise<readonly [T, number]> => {
  const began = performance.now()
  return [await work, performance.now() - began]
}

/** A whole `code id_token` flow of one of these people. */
export const timedFlow =
  ({ client, people }: Party): TimedWork =>
  async (connection, turn) => {
    const cookie = people[turn % people.length]?.cookie ?? ''
    const asked = { response_type: 'code id_token', scope: 'openid profile email' }
    const request = { ...asked, state: `state-${turn}`, nonce: `nonce-${turn}` }
    const [front, authorize_ms] = await timed(authorize(connection, client, cookie, request))
    const [tokens, token_ms] = await timed(redeem(connection, client, front.code))
    const [, userinfo_ms] = await timed(askUserinfo(connection, client, tokens.access_token))
    return { authorize: authorize_ms, token: token_ms, userinfo: userinfo_ms }
  }
