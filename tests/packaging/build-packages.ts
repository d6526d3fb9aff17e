import { execFile } from 'node:child_process'
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Manifest, publishedManifest } from './published-manifest.ts'

/** The packages that people use without the rest of the house, what they stand on first. */
export const PUBLISHED = ['protocol', 'client', 'resource-server'] as const

const ROOT = join(import.meta.dirname, '../..')
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')
const PROJECT = join(import.meta.dirname, 'tsconfig.build.json')

const compile = async (folder: string): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, [TSC, '-p', PROJECT, '--outDir', folder])
  } catch (error) {
    const { stdout = '' } = error as { readonly stdout?: string }
    throw new Error(`the packages do not compile:\n${stdout}`, { cause: error })
  }
}

/** Imports of a file by its path, as TypeScript leaves them in declarations. */
const TYPESCRIPT_IMPORT = /(\bfrom '\.[^']*|\bimport\("\.[^"]*)\.ts(['"])/g

const rewriteDeclarations = (folder: string): void => {
  for (const path of globSync(join(folder, '**/*.d.ts')))
    writeFileSync(path, readFileSync(path, 'utf8').replace(TYPESCRIPT_IMPORT, '$1.js$2'))
}

const dress = (folder: string, name: string): void => {
  const source = join(ROOT, 'packages', name)
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest
  const published = JSON.stringify(publishedManifest(manifest), undefined, 2)
  writeFileSync(join(folder, name, 'package.json'), `${published}\n`)
  copyFileSync(join(source, 'README.md'), join(folder, name, 'README.md'))
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, name, 'LICENSE'))
}

/**
 * Makes of each published package what `npm publish` takes: a folder with its name, of JavaScript modules, declarations, its README and
 * its licence. Rejects where they do not compile, with what the compiler said.
 */
export const buildPackages = async (folder: string): Promise<void> => {
  await compile(folder)
  rewriteDeclarations(folder)
  for (const name of PUBLISHED) dress(folder, name)
}
