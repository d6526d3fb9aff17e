import cluster from 'node:cluster'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, sourcesOf } from '../command/command.ts'
import { readSettings } from '../configuration/read-settings.ts'
import type { Settings } from '../configuration/settings.ts'
import { DEMO_FILE } from '../demo/demo.ts'
import type { Log } from '../log.ts'
import { runServer } from '../run-server.ts'
import type { RunningServer } from '../start-server.ts'
import { runWorker } from '../workers/run-worker.ts'
import { runWorkers } from '../workers/run-workers.ts'

const tellServed = (
  log: Log,
  settings: Settings,
  { issuer, port, metrics_port }: Pick<RunningServer, 'issuer' | 'port' | 'metrics_port'>,
) => {
  const { host, data, workers } = settings
  const by = workers === 1 ? '' : `, by ${workers} workers`
  log.server(`${issuer} is served on ${host}, port ${port}${by}`)
  if (metrics_port !== undefined)
    log.server(`/metrics is on ${settings['metrics.host']}, port ${metrics_port}`)
  if (existsSync(join(data, DEMO_FILE)))
    log.warn(
      `the demo client and person are still in ${data}: remove them with 'gryphon client remove playground' and 'gryphon user remove demo', then ${DEMO_FILE}`,
    )
}

/** `gryphon serve` */
export const serve = defineCommand({
  name: 'serve',
  summary: 'Serves the provider, for real: no demo client, no demo person.',
  args: [],
  options: {},
  settings: [
    'issuer',
    'host',
    'port',
    'data',
    'workers',
    'database.url',
    'database.connections',
    'database.pooler',
    'database.migrations',
    'tls_cert',
    'tls_key',
    'log.level',
    'log.format',
  ],
  examples: [
    'gryphon serve --config gryphon.json',
    'gryphon serve --issuer https://op.example.com --host 0.0.0.0 --data /var/lib/gryphon',
    'gryphon serve --config gryphon.json --workers 4',
  ],
  run: (call) => {
    const settings = readSettings(sourcesOf(call))
    if (cluster.worker !== undefined) return runWorker(call, settings, cluster.worker)
    return settings.workers === 1
      ? runServer(call, async ({ server, log }) => {
          tellServed(log, settings, server)
          return undefined
        })
      : runWorkers(call.world, settings, ({ log, ...served }) => tellServed(log, settings, served))
  },
})
