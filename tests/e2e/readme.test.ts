import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { kept } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { newFolder } from '../support/new-folder.ts'

const README = readFileSync('README.md', 'utf8')
const EMBED = readFileSync('examples/embed.ts', 'utf8')

test('the README shows examples/embed.ts as it is', () => {
  assert.ok(README.includes(EMBED))
})

test('the README says once, for every command, which provider is meant', () => {
  const [, block = ''] = /## You run it\n\n```sh\n(.*?)```/s.exec(README) ?? []
  const [first = '', ...commands] = block.trim().split('\n')
  const variables = [...first.matchAll(/GRYPHON_[A-Z_]+/g)].map(([name]) => name)
  assert.match(first, /^\$ export /)
  assert.deepEqual(variables, ['GRYPHON_ISSUER', 'GRYPHON_DATA'])
  assert.ok(commands.length > 5)
  for (const command of commands) {
    assert.match(command, /^\$ npx gryphon /)
    assert.doesNotMatch(command, /--data|--issuer/)
  }
})

test('examples/embed.ts embeds a provider that answers, and stops when asked to', async () => {
  const folder = newFolder()
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE: join(folder, 'gryphon.db'),
    MASTER_KEY: randomBytes(32).toString('base64url'),
  }
  const child = kept(
    spawn(process.execPath, ['examples/embed.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  assert.equal(String(said), `http://localhost:${port} is ready\n`)
  const answer = await fetch(`http://localhost:${port}/.well-known/openid-configuration`)
  const metadata = (await answer.json()) as { issuer: string }
  assert.equal(metadata.issuer, `http://localhost:${port}`)
  const page = await (await fetch(`http://localhost:${port}/authorize`)).text()
  const stylesheet = /href="(\/assets\/[^"]+\.css)"/.exec(page)?.[1]
  const asset = await fetch(`http://localhost:${port}${stylesheet}`)
  assert.equal(asset.headers.get('content-type')?.split(';')[0], 'text/css')
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/)
  child.kill('SIGINT')
  const [code] = (await once(child, 'exit')) as [number | null]
  assert.equal(code, 0)
})

test('examples/embed.ts without a master key names what is missing', async () => {
  const { MASTER_KEY: _, ...env } = process.env
  const child = spawn(process.execPath, ['examples/embed.ts'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  assert.equal(code, 1)
  assert.match(said, /MASTER_KEY is not set: give 32 random bytes in base64url/)
})

test('every file that the README links to is there', () => {
  const links = [...README.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path)
  for (const path of links.filter((link) => !link.startsWith('http')))
    assert.doesNotThrow(
      () => readFileSync(path.includes('.') ? path : `${path}/package.json`),
      path,
    )
})
