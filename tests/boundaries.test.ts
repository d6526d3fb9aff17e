import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { FORBIDDEN, LONGEST_FILE, MAY_IMPORT } from './boundaries/rules.ts'
import {
  dependenciesOf,
  importsOf,
  packageFolders,
  type SourceFile,
  sourceFiles,
  withoutText,
} from './boundaries/source.ts'

/*
 * The tables of ARCHITECTURE.md, enforced by reading what the files say. A new folder needs a row in `rules.ts`.
 */
const FILES = sourceFiles()
const FOLDER_OF = packageFolders()

/** Tests, and what packages export for the tests of others: contracts. */
const isTest = (path: string) => /\.test\.ts$|^tests\/|\/testing\/|contract/.test(path)

/** Where an import leads: a path of the repository, or the name of something outside. */
const targetOf = (file: string, specifier: string) =>
  specifier.startsWith('.')
    ? normalize(join(dirname(file), specifier))
    : (FOLDER_OF.get(specifier) ?? specifier)

const reachOf = (file: string) =>
  MAY_IMPORT.find(({ folder }) => file.startsWith(folder))?.reach ??
  assert.fail(`${file} is in a folder without a rule: give it a row in tests/boundaries/rules.ts`)

const packageOf = (path: string) => /^packages\/[^/]+\//.exec(path)?.[0]

/** `file: what` for each thing that is wrong with a file, of all files, or of those that are no tests. */
const complaints = (files: readonly SourceFile[], about: (file: SourceFile) => readonly string[]) =>
  files.flatMap((file) => about(file).map((what) => `${file.path}: ${what}`))

/** Words in a template are no types. */
const TEMPLATE = /`(?:\\.|[^`\\])*`/g

/** Written as text, which is not looked into, or this file would find itself. */
const ANY = /(:\s*|<|\bas )any\b/

const PRODUCT = FILES.filter(({ path }) => !isTest(path))

test('imports keep to the tables of packages and rooms', () => {
  const wrong = complaints(PRODUCT, ({ path, text }) =>
    importsOf(text).filter((specifier) => {
      const target = targetOf(path, specifier)
      return !reachOf(path).some((reach) => target.startsWith(reach))
    }),
  )
  assert.deepEqual(wrong, [])
})

test('an endpoint imports no other endpoint', () => {
  const endpoints = PRODUCT.filter(({ path }) => path.includes('/endpoints/'))
  const wrong = complaints(endpoints, ({ path, text }) =>
    importsOf(text).filter((specifier) => targetOf(path, specifier).includes('/endpoints/')),
  )
  assert.deepEqual(wrong, [])
})

/** What tests of packages may lean on, beside their own. */
const SUPPORT = 'tests/support/'

test('a package is reached by its name, and by no path into it', () => {
  const wrong = complaints(FILES, ({ path, text }) =>
    importsOf(text).filter((specifier) =>
      specifier.startsWith('.')
        ? packageOf(targetOf(path, specifier)) !== packageOf(path) &&
          !(isTest(path) && targetOf(path, specifier).startsWith(SUPPORT))
        : specifier.startsWith('@gryphon/') && !FOLDER_OF.has(specifier),
    ),
  )
  assert.deepEqual(wrong, [])
})

test('what is passed in is not reached for', () => {
  const wrong = complaints(PRODUCT, ({ path, text }) => {
    const code = withoutText(text)
    return FORBIDDEN.filter(
      ({ pattern, allowed }) =>
        pattern.test(code) && !allowed.some((root) => path.startsWith(root)),
    ).map(({ what }) => what)
  })
  assert.deepEqual(wrong, [])
})

test('files are as STYLE wants them', () => {
  const wrong = complaints(FILES, ({ path, text }) => {
    const code = withoutText(text)
    const lines = text.split('\n').length - 1
    const isBarrel = /^export \*/m.test(code) && !path.endsWith('/index.ts')
    return [
      ...(lines > LONGEST_FILE ? [`${lines} lines, split it`] : []),
      ...(/^export default /m.test(code) ? ['default export'] : []),
      ...(ANY.test(code.replace(TEMPLATE, "''")) ? ['any'] : []),
      ...(isBarrel ? ['a barrel, and not an index.ts'] : []),
    ]
  })
  assert.deepEqual(wrong, [])
})

test('every rule is about something that exists', () => {
  const paths = [
    ...MAY_IMPORT.map(({ folder }) => folder),
    ...FORBIDDEN.flatMap(({ allowed }) => allowed),
  ]
  assert.deepEqual(
    paths.filter((path) => !existsSync(path)),
    [],
  )
})

test('what a package imports from outside is among its dependencies', () => {
  const wrong = complaints(PRODUCT, ({ path, text }) =>
    importsOf(text)
      .filter((specifier) => !/^(\.|node:)/.test(specifier) && packageOf(path) !== undefined)
      .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'))
      .filter((name) => !dependenciesOf(packageOf(path) ?? '').includes(name)),
  )
  assert.deepEqual(wrong, [])
})
