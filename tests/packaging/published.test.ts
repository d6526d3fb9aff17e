import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { bundleFor } from './bundle.ts'
import { type InstalledPackages, installPackages } from './installed-packages.ts'
import { SIZES } from './sizes.ts'

/*
 * The packages as strangers get them: packed, installed in a project of their own, run, type-checked and bundled.
 */
const ROOT = join(import.meta.dirname, '../..')
const CONSUMER = join(import.meta.dirname, 'consumer.ts')
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

/** What each package may be imported as, and what is found there: one name that only it has. Written by hand. */
// biome-ignore format: a table
const ENTRIES: Readonly<Record<string, string>> = {
  '@gryphon/protocol': 'artefactsOf',
  '@gryphon/client': 'discoverClient',
  '@gryphon/client/express': 'gryphonLogin',
  '@gryphon/client/fastify': 'gryphonLogin',
  '@gryphon/client/hono': 'gryphonLogin',
  '@gryphon/client/next': 'gryphonLogin',
  '@gryphon/client/node': 'gryphonLogin',
  '@gryphon/client/web': 'createWebLogin',
  '@gryphon/resource-server': 'createVerifier',
  '@gryphon/resource-server/express': 'guard',
  '@gryphon/resource-server/fastify': 'guard',
  '@gryphon/resource-server/hono': 'guard',
  '@gryphon/resource-server/node': 'guard',
}

const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: false,
  target: 'es2024',
  typeRoots: [join(ROOT, 'node_modules/@types')],
}

/** The settings of different houses: for a server, for a browser through a bundler. */
const COMPILERS = {
  'Node, without the DOM': { module: 'nodenext', lib: ['es2024'], types: ['node'] },
  'a bundler, without Node': {
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: [],
  },
} as const

/** What tsc says of the project in a folder: nothing, if all is well. */
const compile = async (folder: string): Promise<string> => {
  const run = promisify(execFile)(process.execPath, [TSC, '-p', '.'], { cwd: folder })
  const { stdout } = await run.catch((error: { readonly stdout: string }) => error)
  return stdout
}

/** Those that bring their own types. */
const FRAMEWORKS = ['fastify', 'hono', '@hono/node-server', '@types']
const isTyped = (path: string) => !path.includes('express')

const CORES = ['protocol', 'client', 'resource-server']

describe('the published packages', () => {
  let project: InstalledPackages
  before(async () => {
    project = await installPackages()
  })

  const installed = (name: string) => join(project.folder, 'node_modules/@gryphon', name)

  test('hold JavaScript, declarations, a README and a licence, and nothing else', () => {
    for (const { name, files } of project.packed) {
      const paths = files.map(({ path }) => path)
      const expected = /^(package\.json|README\.md|LICENSE|src\/[\w/-]+(\.js|\.d\.ts))$/
      assert.deepEqual(
        paths.filter((path) => !expected.test(path) || /test/.test(path)),
        [],
        name,
      )
      for (const path of ['package.json', 'README.md', 'LICENSE', 'src/index.js', 'src/index.d.ts'])
        assert.ok(paths.includes(path), `${name} has no ${path}`)
    }
    assert.equal(project.packed.length, 3)
  })

  test('depend on jose and the vocabulary of the house, and on nothing else; have no side effects', () => {
    const told = CORES.map((name) => {
      const text = readFileSync(join(installed(name), 'package.json'), 'utf8')
      const {
        dependencies = {},
        peerDependencies,
        optionalDependencies,
        ...rest
      } = JSON.parse(text)
      assert.deepEqual([peerDependencies, optionalDependencies], [undefined, undefined])
      return [Object.keys(dependencies), rest.sideEffects, rest.type]
    })
    const both = ['@gryphon/protocol', 'jose']
    assert.deepEqual(told, [
      [[], false, 'module'],
      [both, false, 'module'],
      [both, false, 'module'],
    ])
    const lockfile = readFileSync(join(project.folder, 'package-lock.json'), 'utf8')
    const { packages } = JSON.parse(lockfile) as { readonly packages: object }
    const names = Object.keys(packages).map((path) => path.replace('node_modules/', ''))
    const all = ['', ...CORES.map((name) => `@gryphon/${name}`), 'jose']
    assert.deepEqual(names.sort(), all.sort())
  })

  test('have an entry for each export of the repository', () => {
    const names = CORES.flatMap((name) => {
      const text = readFileSync(`packages/${name}/package.json`, 'utf8')
      const { exports } = JSON.parse(text) as { exports: Readonly<Record<string, string>> }
      return Object.keys(exports).map((path) => join('@gryphon', name, path))
    })
    assert.deepEqual(names.sort(), Object.keys(ENTRIES).sort())
  })

  test('run under plain Node, from every entry', async () => {
    const lines = Object.entries(ENTRIES).map(
      ([entry, name]) => `console.log(typeof (await import('${entry}')).${name})`,
    )
    writeFileSync(join(project.folder, 'run.js'), lines.join('\n'))
    const words = ['--disable-warning=ExperimentalWarning', '--no-strip-types', 'run.js']
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: project.folder })
    assert.deepEqual(
      stdout.trim().split('\n'),
      Object.keys(ENTRIES).map(() => 'function'),
    )
  })

  for (const [who, settings] of Object.entries(COMPILERS))
    test(`are typed for ${who}, with every declaration checked`, async () => {
      const imports = Object.keys(ENTRIES)
        .filter((entry) => !/fastify|hono/.test(entry))
        .map(
          (entry, at) => `import type * as entry${at} from '${entry}'\nexport type { entry${at} }`,
        )
      const tsconfig = { compilerOptions: { ...STRICT, ...settings }, include: ['*.ts'] }
      const files = { 'tsconfig.json': JSON.stringify(tsconfig), 'entries.ts': imports.join('\n') }
      for (const [name, text] of Object.entries(files))
        writeFileSync(join(project.folder, name), text)
      copyFileSync(CONSUMER, join(project.folder, 'consumer.ts'))
      assert.equal(await compile(project.folder), '')
    })

  test('type the examples of every adapter, beside the framework', async () => {
    const folder = join(project.folder, 'examples')
    mkdirSync(folder)
    for (const name of FRAMEWORKS) {
      const link = join(project.folder, 'node_modules', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(join(ROOT, 'node_modules', name), link)
    }
    for (const path of globSync('examples/{api,client}-*.ts').filter(isTyped))
      copyFileSync(path, join(project.folder, path))
    const types = { types: ['node'], lib: ['es2024'], module: 'nodenext', skipLibCheck: true }
    const tsconfig = { compilerOptions: { ...STRICT, ...types }, include: ['*.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
    assert.equal(await compile(folder), '')
  })

  test('declarations name modules as they are published', () => {
    const wrong = CORES.flatMap((name) =>
      globSync('src/**/*.d.ts', { cwd: installed(name) }).filter((path) =>
        /(from |import\()['"]\.[^'"]*\.ts['"]/.test(
          readFileSync(join(installed(name), path), 'utf8'),
        ),
      ),
    )
    assert.deepEqual(wrong, [])
  })

  for (const { what, code, at_most } of SIZES)
    test(`${what} is at most ${at_most} bytes, bundled, minified and compressed, and reaches for nothing of Node`, async () => {
      const bundle = await bundleFor(project.folder, code)
      assert.ok(bundle.gzip <= at_most, `${bundle.gzip} bytes: is it meant?`)
      assert.doesNotMatch(bundle.code, /(?:\bfrom|\bimport\(?|\brequire\()\s*["'`]node:/)
    })

  test('what is not imported is not in a bundle', async () => {
    const unused = await bundleFor(
      project.folder,
      `import '@gryphon/client'; import '@gryphon/resource-server'; import { createVerifier } from '@gryphon/resource-server'`,
    )
    assert.deepEqual(unused.modules, [])
    const method = await bundleFor(
      project.folder,
      SIZES.find(({ what }) => what === 'clientSecretBasic')?.code ?? '',
    )
    assert.deepEqual(
      method.modules.filter((path) => path.includes('node_modules/jose')),
      [],
    )
    const client = await bundleFor(project.folder, `export { createClient } from '@gryphon/client'`)
    assert.deepEqual(
      client.modules.filter((path) => /adapters|login-session|register-client/.test(path)),
      [],
    )
  })

  test('no module of a core, of its adapters or of a login imports one of Node', () => {
    const imports = CORES.flatMap((name) =>
      globSync('src/**/*.js', { cwd: installed(name) }).flatMap((path) => {
        const text = readFileSync(join(installed(name), path), 'utf8')
        const found = text.matchAll(/^(?:import|export)\b[^;]*?from '([^'.][^']*)'/gm)
        return [...found].map(([, specifier]) => specifier)
      }),
    )
    assert.deepEqual([...new Set(imports)].sort(), ['@gryphon/protocol', 'jose'])
  })
})

test('the README of the protocol shows what comes of each line', async () => {
  const text = readFileSync('packages/protocol/README.md', 'utf8')
  const protocol: Readonly<Record<string, unknown>> = await import('@gryphon/protocol')
  const lines = [...text.matchAll(/^(\w+)\((.*)\) \/\/ (.*)$/gm)]
  assert.equal(lines.length, 3)
  const literal = (code: string) => JSON.parse(code.replaceAll("'", '"')) as unknown
  for (const [line, name = '', given = '', expected = ''] of lines) {
    const shown = protocol[name]
    assert.ok(typeof shown === 'function', line)
    assert.deepEqual(shown(literal(given)), literal(expected), line)
  }
})
