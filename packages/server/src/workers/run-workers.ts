import cluster from 'node:cluster'
import { logOf } from '../command/log-of.ts'
import type { World } from '../command/world.ts'
import type { Settings } from '../configuration/settings.ts'
import type { Log } from '../log.ts'
import { PATIENCE } from '../start-server.ts'
import { mergeMetrics } from '../telemetry/merge-metrics.ts'
import { listenForMetrics, METRICS_TYPE } from '../telemetry/metrics-listener.ts'
import { type Place, placeOf, type Serving } from './place.ts'

/** How long a worker may take to end beyond the requests that it still answers, in milliseconds. */
const CLOSING = 7000

/** Where several processes serve as one. */
export interface Workforce extends Serving {
  /** The port of the metrics of all of them. */
  readonly metrics_port: number | undefined
  readonly log: Log
}

const metricsOf = async (places: readonly Place[]): Promise<string> => {
  const told = places.map(async ({ number, metrics }) => [number, await metrics()] as const)
  return mergeMetrics(new Map(await Promise.all(told)))
}

const listenForAll = async (settings: Settings, places: readonly Place[]) =>
  settings['metrics.port'] === undefined
    ? undefined
    : listenForMetrics(settings, {
        text: () => metricsOf(places),
        content_type: METRICS_TYPE,
      })

/**
 * Serves by several processes until someone asks to stop; `begin` is called once the first of them serves. It goes before the others, so
 * that what cannot be is told once. Throws `SettingError` where it does not get to serve.
 */
export const runWorkers = async (
  world: World,
  settings: Settings,
  begin: (workforce: Workforce) => void,
): Promise<void> => {
  const stopped = world.whenStopped()
  const log = logOf(world, settings)
  const places = Array.from({ length: settings.workers }, (_, index) =>
    placeOf({ number: index + 1, fork: () => cluster.fork(), log }),
  )
  const metrics = await listenForAll(settings, places)
  try {
    const [first, ...others] = places
    const serving = await first?.begin()
    if (serving !== undefined) begin({ ...serving, metrics_port: metrics?.port, log })
    for (const { persist } of others) persist()
    await stopped
    log.server('stopping')
  } finally {
    const patience = settings.shutdown_delay * 1000 + PATIENCE + CLOSING
    await Promise.all(places.map(({ stop }) => stop(patience)))
    await metrics?.close()
  }
}
