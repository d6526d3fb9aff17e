import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

/** What is copied; the rest of the repository is not read by the tests that try mutants. */
const COPIED = ['docs', 'examples', 'packages', 'tests', 'package.json', 'start.ts', 'README.md']

const NOT_COPIED = ['node_modules', 'artifacts']

/**
 * A copy of the repository in a temporary folder, to be broken at will. What comes from npm is linked; the packages of the
 * workspace are its own.
 */
export function makeWorkplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gryphon-mutants-'))
  for (const path of COPIED)
    cpSync(path, join(folder, path), {
      recursive: true,
      filter: (from) => !NOT_COPIED.includes(basename(from)),
    })
  linkModules(folder)
  return folder
}

function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@gryphon'), { recursive: true })
  for (const name of readdirSync('node_modules'))
    if (!['@gryphon', 'gryphon'].includes(name))
      symlinkSync(resolve('node_modules', name), join(modules, name))
  for (const name of readdirSync('node_modules/@gryphon'))
    symlinkSync(join(folder, 'packages', name), join(modules, '@gryphon', name))
  symlinkSync(join(folder, 'packages/server'), join(modules, 'gryphon'))
}

/** Removes such a copy. */
export const removeWorkplace = (folder: string): void => rmSync(folder, { recursive: true })

/** RSA keys for `quick-keys.ts`. */
export const makeQuickKeys = (): string =>
  JSON.stringify(
    Array.from({ length: 8 }, () =>
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
        format: 'pem',
        type: 'pkcs8',
      }),
    ),
  )
