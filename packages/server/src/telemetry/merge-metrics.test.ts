import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Gauge, Histogram, Registry } from 'prom-client'
import { mergeMetrics, type WorkerMetrics } from './merge-metrics.ts'

/** As another process tells it. */
const toldBy = async (seconds: number, lag: number): Promise<WorkerMetrics> => {
  const registers = [new Registry()]
  const time = { name: 'work_seconds', help: 'Time.', buckets: [1], labelNames: ['kind'] }
  new Histogram({ ...time, registers }).observe({ kind: 'hash' }, seconds)
  new Gauge({ name: 'lag_seconds', help: 'Lag.', aggregator: 'omit', registers }).set(lag)
  return JSON.parse(JSON.stringify(await registers[0]?.getMetricsAsJSON()))
}

test('every series of every worker is told once, under the number of its worker', async () => {
  const told = new Map([
    [1, await toldBy(0.5, 0.25)],
    [2, await toldBy(2, Number.NaN)],
  ])
  assert.equal(
    await mergeMetrics(told),
    `# HELP work_seconds Time.
# TYPE work_seconds histogram
work_seconds_bucket{le="1",kind="hash",worker="1"} 1
work_seconds_bucket{le="+Inf",kind="hash",worker="1"} 1
work_seconds_sum{kind="hash",worker="1"} 0.5
work_seconds_count{kind="hash",worker="1"} 1
work_seconds_bucket{le="1",kind="hash",worker="2"} 0
work_seconds_bucket{le="+Inf",kind="hash",worker="2"} 1
work_seconds_sum{kind="hash",worker="2"} 2
work_seconds_count{kind="hash",worker="2"} 1

# HELP lag_seconds Lag.
# TYPE lag_seconds gauge
lag_seconds{worker="1"} 0.25
lag_seconds{worker="2"} Nan
`,
  )
})
