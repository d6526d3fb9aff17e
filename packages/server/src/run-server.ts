import { type Call, sourcesOf } from './command/command.ts'
import { logOf } from './command/log-of.ts'
import { readSettings } from './configuration/read-settings.ts'
import type { Settings } from './configuration/settings.ts'
import type { Log } from './log.ts'
import { type RunningServer, type ServerMeans, startServer } from './start-server.ts'

/** Something that runs beside the server and is stopped before it. */
export interface Companion {
  readonly close: () => Promise<void>
}

/** What a companion is given when the server answers. */
export interface Beginning {
  readonly server: RunningServer
  readonly settings: Settings
  readonly log: Log
}

/**
 * Serves with the settings of a call until someone asks to stop; `begin` is called once the server answers. Everything is closed
 * in order when this is done, also when `begin` fails. `means` go before what the world has.
 */
export const runServer = async (
  call: Pick<Call, 'flags' | 'world'>,
  begin: (beginning: Beginning) => Promise<Companion | undefined>,
  means: Pick<ServerMeans, 'publishMetrics' | 'processors'> = {},
): Promise<void> => {
  const { world } = call
  const stopped = world.whenStopped()
  const settings = readSettings(sourcesOf(call))
  const log = logOf(world, settings)
  const server = await startServer(settings, { ...world, ...means, log })
  try {
    const companion = await begin({ server, settings, log })
    await stopped
    log.server('stopping')
    await companion?.close()
  } finally {
    await server.close()
  }
}
