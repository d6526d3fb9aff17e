import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { LoggedEvent } from '../log.ts'
import { eventCounters } from './event-counters.ts'
import type { WorkerMetrics } from './merge-metrics.ts'
import type { Watch } from './watch.ts'

/** Bounds of buckets, in seconds: of what a person waits for, and of what is done within it. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const STEP_BUCKETS = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1]

/** Work on passwords. */
export interface PasswordLoad {
  readonly running: number
  readonly waiting: number
}

/** What Prometheus is told. */
export interface Metrics extends Watch {
  readonly hear: (event: LoggedEvent) => void
  /** Where the load of passwords is read, whenever somebody asks. */
  readonly passwords: (load: () => PasswordLoad) => void
  /** The text exposition format, and its media type. */
  readonly text: () => Promise<string>
  readonly content_type: string
  /** The same as JSON, to be told together with those of other processes. */
  readonly json: () => Promise<WorkerMetrics>
}

/** A value for each key, made once: looking up a child of a metric by its labels costs more than adding to it. */
const remembered = <Value>(make: (key: string) => Value) => {
  const made = new Map<string, Value>()
  return (key: string): Value => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

const NO_ENDPOINT = 'none'

/** How long each of several kinds of work takes, by one label whose values are ours. */
const timed = (
  registry: Registry,
  about: { readonly name: string; readonly help: string; readonly buckets: number[] },
  label: string,
) => {
  const histogram = new Histogram({ ...about, labelNames: [label], registers: [registry] })
  const childOf = remembered((value) => histogram.labels({ [label]: value }))
  return async <T>(value: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    try {
      return await work()
    } finally {
      childOf(value).observe((performance.now() - began) / 1000)
    }
  }
}

const watchRequests = (registry: Registry): Watch['request'] => {
  const time = timed(
    registry,
    {
      name: 'gryphon_http_request_duration_seconds',
      help: 'Time from a request to its answer, by endpoint.',
      buckets: REQUEST_BUCKETS,
    },
    'endpoint',
  )
  const requests = new Counter({
    name: 'gryphon_http_requests_total',
    help: 'Requests, by endpoint and status.',
    labelNames: ['endpoint', 'status'],
    registers: [registry],
  })
  const childOf = remembered((endpoint) =>
    remembered((status) => requests.labels({ endpoint, status })),
  )
  return async ({ endpoint = NO_ENDPOINT }, respond) => {
    const answer = await time(endpoint, respond)
    childOf(endpoint)(String(answer.status)).inc()
    return answer
  }
}

const watchPasswords = (registry: Registry): Metrics['passwords'] => {
  let read = (): PasswordLoad => ({ running: 0, waiting: 0 })
  new Gauge({
    name: 'gryphon_passwords',
    help: 'Passwords that are hashed or verified now (running), and that wait for it (waiting).',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { running, waiting } = read()
      this.set({ state: 'running' }, running)
      this.set({ state: 'waiting' }, waiting)
    },
  })
  return (load) => {
    read = load
  }
}

const watchStore = (registry: Registry): Watch['storeOperation'] => {
  const time = timed(
    registry,
    {
      name: 'gryphon_store_operation_duration_seconds',
      help: 'Time that an operation of the store takes.',
      buckets: STEP_BUCKETS,
    },
    'operation',
  )
  const failures = new Counter({
    name: 'gryphon_store_operation_failures_total',
    help: 'Operations of the store that failed.',
    labelNames: ['operation'],
    registers: [registry],
  })
  return async (operation, work) => {
    try {
      return await time(operation, work)
    } catch (fault) {
      failures.inc({ operation })
      throw fault
    }
  }
}

/** The metrics of one server, with those of its process and event loop, from now on. */
export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    request: watchRequests(registry),
    signature: timed(
      registry,
      {
        name: 'gryphon_signature_duration_seconds',
        help: 'Time that a signature takes, waiting for the thread pool included.',
        buckets: STEP_BUCKETS,
      },
      'alg',
    ),
    storeOperation: watchStore(registry),
    hear: eventCounters(registry),
    passwords: watchPasswords(registry),
    text: () => registry.metrics(),
    content_type: registry.contentType,
    json: () => registry.getMetricsAsJSON(),
  }
}
