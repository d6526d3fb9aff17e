import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { bundleFor } from './bundle.ts'
import { type InstalledPackages, installPackages } from './installed-packages.ts'
import { SIZES } from './sizes.ts'

/*
 * The packages as strangers get them: packed, installed in a project of their own, run, type-checked and bundled.
 */
const TSC = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')

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

/** What a stranger writes: the whole of a login and a guarded API, and what must not compile. */
const CONSUMER = `
import { clientSecretBasic, ClientError, discoverClient, type Transaction } from '@gryphon/client'
import { artefactsOf, type ResponseType } from '@gryphon/protocol'
import { AccessError, createVerifier } from '@gryphon/resource-server'

const response_type: ResponseType = 'code id_token'
const metadata = { client_id: 'app', redirect_uri: 'https://rp.example/cb', authentication: clientSecretBasic('s') }
const kept = new Map<string, Transaction>()

export const begin = async (): Promise<string> => {
  const rp = await discoverClient('https://op.example', metadata)
  const { url, transaction } = await rp.begin({ response_type, scope: 'openid' })
  kept.set(transaction.state, transaction)
  return url
}

export const whoIs = async (request: Request, transaction: Transaction): Promise<string | undefined> => {
  try {
    const front = await (await discoverClient('https://op.example', metadata)).receive(request, transaction)
    return (await front.redeem()).claims?.sub
  } catch (error) {
    if (error instanceof ClientError && error.code === 'c_hash_mismatch') return undefined
    throw error
  }
}

const api = createVerifier({ issuer: 'https://op.example', audience: 'https://api.example' })
export const guarded: (request: Request) => Promise<Response> = api.protect(
  (_request, token) => Response.json({ sub: token.sub, scope: token.scope.join(' ') }),
  { scope: ['read'] },
)
export const isRefusal = (error: unknown): boolean => error instanceof AccessError && error.status === 401
export const count: number = artefactsOf(response_type).length

// @ts-expect-error: no response type of the specifications
export const wrong: ResponseType = 'code password'
// @ts-expect-error: a verifier has an issuer
createVerifier({ audience: 'https://api.example' })
`

const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: false,
  target: 'es2024',
  typeRoots: [join(import.meta.dirname, '../../node_modules/@types')],
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
    assert.deepEqual(globSync('*', { cwd: join(project.folder, 'node_modules') }).sort(), [
      '@gryphon',
      'jose',
    ])
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
      const files = { 'consumer.ts': CONSUMER, 'tsconfig.json': '' }
      const imports = Object.keys(ENTRIES)
        .filter((entry) => !/fastify|hono/.test(entry))
        .map(
          (entry, at) => `import type * as entry${at} from '${entry}'\nexport type { entry${at} }`,
        )
      const tsconfig = { compilerOptions: { ...STRICT, ...settings }, include: ['*.ts'] }
      const written = { ...files, 'tsconfig.json': JSON.stringify(tsconfig) }
      for (const [name, text] of Object.entries({ ...written, 'entries.ts': imports.join('\n') }))
        writeFileSync(join(project.folder, name), text)
      const run = promisify(execFile)(process.execPath, [TSC, '-p', '.'], { cwd: project.folder })
      const { stdout } = await run.catch((error: { stdout: string }) => error)
      assert.equal(stdout, '')
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
