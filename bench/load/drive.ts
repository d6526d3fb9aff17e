import { type Connection, connect } from '../connection.ts'
import type { ServerProcess } from '../server-process.ts'

/** What some repetitions of a work came to. */
export interface Sample {
  readonly times: number
  /** CPU of the server's process for one, all its threads. */
  readonly cpu_us: number
  readonly per_second: number
  /** Of each, in milliseconds. */
  readonly latencies: readonly number[]
}

/** How many requests are under way at once. */
export const TOGETHER = 8

/** Opens so many connections for some work, and closes them after it. */
export const withConnections = async <T>(
  port: number,
  work: (connections: readonly Connection[]) => Promise<T>,
  together: number = TOGETHER,
): Promise<T> => {
  const connections = await Promise.all(Array.from({ length: together }, () => connect(port)))
  try {
    return await work(connections)
  } finally {
    for (const connection of connections) connection.close()
  }
}

/** Something to do on a connection, for the so-manieth time. */
export type Perform = (connection: Connection, turn: number) => Promise<void>

/** Does something so many times: each connection takes the next turn when it has done one. */
export const performAll = async (
  connections: readonly Connection[],
  times: number,
  perform: Perform,
): Promise<void> => {
  let next = 0
  const work = async (connection: Connection) => {
    for (let turn = next++; turn < times; turn = next++) await perform(connection, turn)
  }
  await Promise.all(connections.map(work))
}

/** The same, measured. */
export const drive = async (
  process: ServerProcess,
  connections: readonly Connection[],
  times: number,
  perform: Perform,
): Promise<Sample> => {
  const latencies: number[] = []
  const before = await process.usage()
  const began = performance.now()
  await performAll(connections, times, async (connection, turn) => {
    const asked = performance.now()
    await perform(connection, turn)
    latencies.push(performance.now() - asked)
  })
  const ms = performance.now() - began
  const after = await process.usage()
  const cpu_us = (after.cpu_us - before.cpu_us) / times
  return { times, cpu_us, per_second: (times / ms) * 1000, latencies }
}
