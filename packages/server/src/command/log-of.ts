import type { Settings } from '../configuration/settings.ts'
import { createLog, type Log } from '../log.ts'
import type { World } from './world.ts'

/** The log of a command, as its settings want it. */
export const logOf = (
  { isTerminal, err }: Pick<World, 'isTerminal' | 'err'>,
  settings: Settings,
): Log =>
  createLog({
    level: settings['log.level'],
    format: settings['log.format'],
    isTerminal,
    write: err,
  })
