import type { Accounts } from '@gryphon/accounts'
import type { Settings } from '../configuration/settings.ts'
import type { LoggedEvent } from '../log.ts'
import { createMetrics } from './metrics.ts'
import { listenForMetrics, type PublishMetrics } from './metrics-listener.ts'
import { openTraces } from './traces.ts'
import { both, type Watch } from './watch.ts'

/** What a server tells about itself beside its log, where somebody wants it. */
export interface Telemetry {
  /** Absent where neither metrics nor traces are wanted: then nothing watches. */
  readonly watch: Watch | undefined
  readonly hear: (event: LoggedEvent) => void
  readonly begin: (accounts: Accounts) => void
  /** The port of `/metrics`, where there is one. */
  readonly metrics_port: number | undefined
  readonly close: () => Promise<void>
}

const startMetrics = async (
  settings: Settings,
  traces: Watch | undefined,
  publish: PublishMetrics,
): Promise<Telemetry> => {
  const metrics = createMetrics()
  const { port, close } = await publish(settings, metrics)
  return {
    watch: traces === undefined ? metrics : both(traces, metrics),
    hear: metrics.hear,
    begin: ({ passwordLoad }) => metrics.passwords(passwordLoad),
    metrics_port: port,
    close,
  }
}

/** Starts what the settings and the process ask for: `/metrics`, and spans where an OpenTelemetry SDK is registered. */
export const startTelemetry = async (
  settings: Settings,
  publish: PublishMetrics = listenForMetrics,
): Promise<Telemetry> => {
  const traces = openTraces()
  if (settings['metrics.port'] !== undefined) return startMetrics(settings, traces, publish)
  return {
    watch: traces,
    hear: () => undefined,
    begin: () => undefined,
    metrics_port: undefined,
    close: async () => undefined,
  }
}
