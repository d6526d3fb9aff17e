#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { systemRandom } from '@gryphon/provider'
import { runCommand } from './command/run.ts'
import { COMMANDS } from './commands.ts'
import { processWorld } from './process-world.ts'

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { readonly version: string }

const world = processWorld({
  program: 'gryphon',
  version,
  process,
  now: () => Math.floor(Date.now() / 1000),
  random: systemRandom,
  processors: availableParallelism(),
})

process.exitCode = await runCommand(COMMANDS, process.argv.slice(2), world)
