import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import type { Cores } from './cores.ts'

/** On what, and with what, was measured. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memory_gb: number
  readonly system: string
  readonly node: string
  readonly gryphon: string
  readonly oidc_provider: string
  readonly pinned: boolean
  /** How many threads wanted to run, on average of the last quarter of an hour: more than there are cores makes figures worse. */
  readonly load: number
}

const versionIn = (path: string): string =>
  String(JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version)

/** This machine. */
export const machineOf = (cores: Cores): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
  gryphon: versionIn('../packages/server/package.json'),
  oidc_provider: versionIn('../node_modules/oidc-provider/package.json'),
  pinned: cores.kind === 'pinned',
  load: Math.round(loadavg()[2] ?? 0),
})
