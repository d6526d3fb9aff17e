import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'

/** The metrics of one process, as JSON: what is no number (NaN) is null. */
export type WorkerMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/**
 * The metrics of several processes in the text exposition format, each series with the number of its process as the label `worker`: so
 * a counter that begins anew with another process is seen to, and nothing is an average of averages.
 */
export const mergeMetrics = (told: ReadonlyMap<number, WorkerMetrics>): Promise<string> =>
  AggregatorRegistry.aggregate(
    [...told].map(([worker, metrics]) =>
      metrics.map((metric) => ({
        ...metric,
        aggregator: 'sum',
        values: metric.values.map((value) => ({
          ...value,
          value: value.value ?? Number.NaN,
          labels: { ...value.labels, worker },
        })),
      })),
    ),
  ).metrics()
