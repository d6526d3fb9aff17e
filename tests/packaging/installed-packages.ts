import { execFile } from 'node:child_process'
import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { newFolder } from '../support/new-folder.ts'
import { buildPackages, PUBLISHED } from './build-packages.ts'

/** What `npm pack` tells of a package. */
export interface Packed {
  readonly name: string
  readonly files: readonly { readonly path: string }[]
}

/** A project of somebody else, in a folder of its own, in which the published packages are installed. */
export interface InstalledPackages {
  readonly folder: string
  readonly packed: readonly Packed[]
}

const JOSE = join(import.meta.dirname, '../../node_modules/jose')

const npm = async (cwd: string, words: readonly string[]): Promise<string> => {
  const all = [...words, '--ignore-scripts', '--no-audit', '--no-fund', '--offline']
  const { stdout } = await promisify(execFile)('npm', all, { cwd, maxBuffer: 2 ** 24 })
  return stdout
}

/** `npm pack` names what it packed in a list, or by name, as its version has it. */
const packedOf = (told: string): readonly Packed[] =>
  Object.values(JSON.parse(told) as Readonly<Record<string, Packed>>)

/**
 * Builds and packs the packages, and installs them with the `jose` of this repository as a stranger would, but offline. The folder is
 * gone when this process ends.
 */
export const installPackages = async (): Promise<InstalledPackages> => {
  const made = newFolder()
  const [built, archives, folder] = [join(made, 'built'), join(made, 'archives'), join(made, 'app')]
  for (const each of [archives, folder]) mkdirSync(each)
  await buildPackages(built)
  const sources = [...PUBLISHED.map((name) => join(built, name)), JOSE]
  const told = await npm(made, ['pack', '--json', '--pack-destination', archives, ...sources])
  const manifest = { name: 'project-of-somebody-else', private: true, type: 'module' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await npm(folder, ['install', ...globSync(join(archives, '*.tgz'))])
  return { folder: folder, packed: packedOf(told).slice(0, PUBLISHED.length) }
}
