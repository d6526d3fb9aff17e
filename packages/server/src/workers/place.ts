import type { Worker } from 'node:cluster'
import { SettingError } from '@gryphon/provider'
import type { Log } from '../log.ts'
import type { WorkerMetrics } from '../telemetry/merge-metrics.ts'
import type { MetricsQuestion, Told } from './messages.ts'

/** Where a worker serves. */
export type Serving = Extract<Told, { readonly kind: 'serves' }>

/** One of several processes that serve: when it ends, another takes its place. */
export interface Place {
  readonly number: number
  /** Resolved when its process serves; rejected where that ends without having served, and then none takes its place. */
  readonly begin: () => Promise<Serving>
  /** Tries until a process serves. */
  readonly persist: () => void
  /** What its process has counted; nothing while there is none that answers. */
  readonly metrics: () => Promise<WorkerMetrics>
  /** Lets it finish what is under way, `patience` milliseconds at most. */
  readonly stop: (patience: number) => Promise<void>
}

/** What a place works with. */
export interface PlaceMeans {
  readonly number: number
  readonly fork: () => Worker
  readonly log: Pick<Log, 'server' | 'warn'>
}

/** Milliseconds: one that has lasted so long ended for a reason of its own, not because it cannot serve. */
const STEADY = 60_000
/** Milliseconds that a place stays empty after each of several ends in a row. */
const WAITS: readonly number[] = [100, 1000, 5000]
const LONGEST_WAIT = 30_000
const ANSWERED_WITHIN = 2000

/** A place for a worker. */
export const placeOf = ({ number, fork, log }: PlaceMeans): Place => {
  let worker: Worker | undefined
  let timer: NodeJS.Timeout | undefined
  let ends = 0
  let isKept = false
  const replace = (ended: string, lasted: number) => {
    ends = lasted > STEADY ? 1 : ends + 1
    const wait = WAITS[ends - 1] ?? LONGEST_WAIT
    log.warn(`worker ${number} ended (${ended}); another takes its place in ${wait} ms`)
    timer = setTimeout(persist, wait)
  }
  const start = async (): Promise<Serving> => {
    const began = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<Serving>()
    const over = (ended: string) => {
      worker = undefined
      reject(new SettingError('workers', `worker ${number} ended before it served (${ended})`))
      if (isKept) replace(ended, performance.now() - began)
    }
    const started = attempt(fork, over)
    if (started === undefined) return promise
    worker = started
    started.on('message', (told: Told) => {
      if (told.kind !== 'serves') return
      isKept = true
      log.server(`worker ${number} serves, process ${started.process.pid}`)
      resolve(told)
    })
    started.once('exit', (code: number | null, signal: string | null) =>
      over(signal ?? `code ${code}`),
    )
    // One that could not be started has no exit; of any other, what it can no longer be told (EPIPE), its exit says too.
    started.on('error', (fault: Error) => {
      if (started.process.pid === undefined) over(fault.message)
    })
    return promise
  }
  const persist = () => {
    isKept = true
    start().catch(() => undefined)
  }
  return {
    number,
    begin: start,
    persist,
    metrics: async () => (worker === undefined ? [] : askMetrics(worker)),
    stop: async (patience) => {
      isKept = false
      clearTimeout(timer)
      if (worker?.process.pid !== undefined) await end(worker, patience)
    },
  }
}

/** Where a system has no memory left, Node throws; where it has no process left, it tells later. */
const attempt = (fork: () => Worker, over: (fault: string) => void): Worker | undefined => {
  try {
    return fork()
  } catch (fault) {
    over(fault instanceof Error ? fault.message : String(fault))
    return undefined
  }
}

async function end(worker: Worker, patience: number): Promise<void> {
  // An error is no end: it may no longer be told anything, and goes on.
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.process.kill('SIGTERM')
  const deadline = setTimeout(() => worker.process.kill('SIGKILL'), patience)
  await ended
  clearTimeout(deadline)
}

let questions = 0

/** A worker that is busy or about to end may not answer in time: then the others are told without it. */
const askMetrics = (worker: Worker): Promise<WorkerMetrics> => {
  const { promise, resolve } = Promise.withResolvers<WorkerMetrics>()
  questions += 1
  const question: MetricsQuestion = { kind: 'metrics', question: questions }
  const hear = (told: Told) => {
    if (told.kind === 'metrics' && told.question === question.question) resolve(told.metrics)
  }
  const giveUp = () => resolve([])
  const deadline = setTimeout(giveUp, ANSWERED_WITHIN)
  worker.on('message', hear)
  worker.once('exit', giveUp)
  worker.send(question, (fault) => {
    if (fault !== null) giveUp()
  })
  return promise.finally(() => {
    clearTimeout(deadline)
    worker.off('message', hear)
    worker.off('exit', giveUp)
  })
}
