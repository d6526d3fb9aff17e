import { type Call, sourcesOf } from './command/command.ts'
import { readSettings } from './configuration/read-settings.ts'
import type { Settings } from './configuration/settings.ts'
import { createLog, type Log } from './log.ts'
import { type RunningServer, startServer } from './start-server.ts'

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
 * in order when this is done, also when `begin` fails.
 */
export const runServer = async (
  call: Pick<Call, 'flags' | 'world'>,
  begin: (beginning: Beginning) => Promise<Companion | undefined>,
): Promise<void> => {
  const { world } = call
  const stopped = world.whenStopped()
  const settings = readSettings(sourcesOf(call))
  const log = createLog({
    level: settings['log.level'],
    format: settings['log.format'],
    isTerminal: world.isTerminal,
    write: world.err,
  })
  const server = await startServer(settings, { ...world, log })
  try {
    const companion = await begin({ server, settings, log })
    await stopped
    log.server('stopping')
    await companion?.close()
  } finally {
    await server.close()
  }
}
