import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand } from '../command/command.ts'
import { DEMO_FILE } from '../demo/demo.ts'
import { runServer } from '../run-server.ts'

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
  ],
  run: (call) =>
    runServer(call, async ({ server, settings, log }) => {
      log.server(`${server.issuer} is served on ${settings.host}, port ${server.port}`)
      if (server.metrics_port !== undefined)
        log.server(`/metrics is on ${settings['metrics.host']}, port ${server.metrics_port}`)
      if (existsSync(join(settings.data, DEMO_FILE)))
        log.warn(
          `the demo client and person are still in ${settings.data}: remove them with 'gryphon client remove playground' and 'gryphon user remove demo', then ${DEMO_FILE}`,
        )
      return undefined
    }),
})
