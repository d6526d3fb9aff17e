import type { WorkerMetrics } from '../telemetry/merge-metrics.ts'

/** What the first process asks a worker. */
export interface MetricsQuestion {
  readonly kind: 'metrics'
  readonly question: number
}

/** What a worker tells the first process. */
export type Told =
  | { readonly kind: 'serves'; readonly issuer: string; readonly port: number }
  | { readonly kind: 'metrics'; readonly question: number; readonly metrics: WorkerMetrics }
