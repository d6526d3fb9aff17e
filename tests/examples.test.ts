import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { createAccounts, memoryPeople } from '@gryphon/accounts'
import { clientSecretBasic } from '@gryphon/client'
import { digestOf } from '@gryphon/protocol'
import { createProvider, memoryStore, type Provider } from '@gryphon/provider'
import { createVerifier } from '@gryphon/resource-server'
import { exportJWK, generateKeyPair } from 'jose'

/*
 * Every example in a docstring is run; where it ends in a comment, that is what must come of it. Examples of test suites
 * (contracts) are left out: the stores' own tests run them.
 */

interface Example {
  readonly path: string
  readonly name: string
  readonly code: string
  /** What it must come to, as code; `undefined` where the example only shows how. */
  readonly expected: string | undefined
}

const DOCSTRING =
  /\/\*\*((?:(?!\*\/)[\s\S])*?@example(?:(?!\*\/)[\s\S])*)\*\/\s*export (?:const|async function|function) (\w+)/g

function examplesOf(path: string): readonly Example[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(DOCSTRING)].map(([, docstring = '', name = '']) => {
    const lines = docstring
      .slice(docstring.indexOf('@example') + '@example'.length)
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, '').trim())
      .filter((line) => line !== '')
    const [, last = '', expected] = /^(.*?)(?:(?<!:)\/\/ (.*))?$/.exec(lines.at(-1) ?? '') ?? []
    return { path, name, code: [...lines.slice(0, -1), last].join('\n'), expected }
  })
}

const folder = mkdtempSync(join(tmpdir(), 'gryphon-examples-'))
const cwd = process.cwd()
const FILES = globSync('packages/*/src/**/*.ts').filter(
  (path) => !/\.test\.ts$|\/testing\/|contract/.test(path),
)
const EXAMPLES = FILES.flatMap(examplesOf)

const people = memoryPeople()
const now = () => 1_800_000_000
const accounts = createAccounts({ people, now, random: randomBytes })
const op: Provider = await createProvider({
  issuer: 'http://localhost:4000',
  store: memoryStore(),
  master_key: new Uint8Array(32).fill(1),
  pages: accounts.pages,
  claims: accounts.claims,
})

/** What examples speak of without making it. */
const GIVEN: Readonly<Record<string, unknown>> = {
  createHash,
  randomBytes,
  createServer,
  digestOf,
  createProvider,
  memoryPeople,
  memoryStore,
  issuer: op.issuer,
  store: memoryStore(),
  master_key: new Uint8Array(32).fill(1),
  pages: accounts.pages,
  claims: accounts.claims,
  now,
  random: randomBytes,
  client_id: 'app',
  client_secret: 'a-secret-of-thirty-two-characters',
  secret: 'a-secret-of-thirty-two-characters',
  redirect_uri: 'https://rp.example/callback',
  base_url: 'https://rp.example',
  resource: 'https://api.example',
  audience: 'https://api.example',
  clientSecretBasic,
  jwk: await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey).then(
    (jwk) => ({ ...jwk, alg: 'ES256', kid: 'a' }),
  ),
  op_metadata: {
    issuer: 'https://op.example',
    authorization_endpoint: 'https://op.example/authorize',
    token_endpoint: 'https://op.example/oauth/token',
    jwks_uri: 'https://op.example/jwks',
    response_types_supported: ['code id_token'],
  },
  request: { header: () => 'fr-CH, fr;q=0.9, en;q=0.8' },
  FRENCH: { tag: 'fr' },
  client: { client_name: 'Photo album', localized: { 'client_name#fr': 'Album de photos' } },
  app: {
    fetch: () => new Response('hello'),
    use: () => undefined,
    register: () => undefined,
    get: () => undefined,
  },
  api: createVerifier({ issuer: 'https://op.example', audience: 'https://api.example' }),
  Response,
}

/** Examples that need what a docstring cannot show, with the tests that run the same. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  discoverClient: 'packages/client/src/readme.test.ts',
  registerClient: 'packages/client/src/readme.test.ts',
  gryphonLogin: 'tests/interop/login-adapters.test.ts',
  requiresLogin: 'tests/interop/login-adapters.test.ts',
  loginOf: 'tests/interop/login-adapters.test.ts',
  createVerifier: 'packages/resource-server/src/readme.test.ts',
  runCommand: 'tests/e2e/gryphon-commands.test.ts',
  makePassword: 'random',
  openPostgres: 'packages/store-postgres/src/open-postgres.test.ts',
  guardedFetch: 'tests/e2e/guarded-fetch-tls.test.ts',
  pageHeaders: 'packages/playground/src/web/headers.test.ts',
}

/** What a comment at the end must begin with to be a value, and not words. */
const LITERAL = /^(['"[{\d]|true|false|undefined)/

const AsyncFunction = (async () => undefined).constructor as FunctionConstructor

async function run(code: string, scope: Readonly<Record<string, unknown>>): Promise<unknown> {
  const names = Object.keys(scope).filter(
    (name) => !new RegExp(`const [^=]*\\b${name}\\b`).test(code),
  )
  const shows = /^(const|\}|\))/.test(code.split('\n').at(-1) ?? '')
  const closes = ['close', 'store']
    .filter((name) => new RegExp(`const \\{[^}]*\\b${name}\\b`).test(code))
    .map((name) => (name === 'store' ? '\nawait store.close()' : '\nawait close()'))
    .join('')
  const body = shows ? code + closes : code.replace(/([^\n]*)$/, 'return ($1)')
  const example = new AsyncFunction(...names, body)
  return example(...names.map((name) => scope[name]))
}

process.chdir(folder)
after(() => {
  process.chdir(cwd)
  rmSync(folder, { recursive: true })
})

for (const { path, name, code, expected } of EXAMPLES.filter(
  ({ name }) => !(name in RUN_ELSEWHERE),
))
  test(`the example of ${name} in ${path}`, async () => {
    const module = (await import(resolve(cwd, path))) as Readonly<Record<string, unknown>>
    const scope = { ...GIVEN, ...module }
    const found = await run(code, scope)
    if (expected !== undefined && LITERAL.test(expected))
      assert.deepEqual(found, await run(expected, scope))
  })
