import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SettingError } from '@gryphon/provider'
import { Registry } from 'prom-client'
import type { Settings } from '../configuration/settings.ts'
import type { Metrics } from './metrics.ts'

/** A listener of its own, that no browser or client reaches. */
export interface MetricsListener {
  /** Absent where another process listens. */
  readonly port: number | undefined
  readonly close: () => Promise<void>
}

/** Makes metrics known to who may ask. */
export type PublishMetrics = (
  settings: Pick<Settings, 'metrics.host' | 'metrics.port'>,
  metrics: Metrics,
) => Promise<MetricsListener>

/** The media type of the text exposition format. */
export const METRICS_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE

const answer =
  ({ text, content_type }: Pick<Metrics, 'text' | 'content_type'>): RequestListener =>
  (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (path !== '/metrics' || !isReading)
      return void response.writeHead(404, { 'content-length': 0 }).end()
    text().then(
      (body) => {
        response.writeHead(200, { 'content-type': content_type, 'cache-control': 'no-store' })
        response.end(request.method === 'HEAD' ? undefined : body)
      },
      () => response.writeHead(500, { 'content-length': 0 }).end(),
    )
  }

/** Serves `/metrics` where the settings say. Throws `SettingError` naming a port or host that cannot be. */
export const listenForMetrics = async (
  settings: Pick<Settings, 'metrics.host' | 'metrics.port'>,
  metrics: Pick<Metrics, 'text' | 'content_type'>,
): Promise<MetricsListener> => {
  const host = settings['metrics.host']
  const port = settings['metrics.port']
  const server = createServer({ requestTimeout: 10_000 }, answer(metrics))
  server.maxConnections = 100
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new SettingError(
      'metrics.port',
      `${host}, port ${port} cannot be listened on (${(error as NodeJS.ErrnoException).code}): choose another with --metrics-port or --metrics-host`,
    )
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
