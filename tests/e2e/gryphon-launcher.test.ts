import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { freePort, newFolder } from '../support/gryphon.ts'

const BIN = new URL('../../packages/server/bin/gryphon.js', import.meta.url).pathname

const versionOf = (node: string) =>
  String(spawnSync(node, ['-p', 'process.versions.node']).stdout).trim()

/** A Node.js of this machine that is too old for the program. */
const OLD = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((node) => existsSync(node) && Number.parseInt(versionOf(node), 10) < 26)

for (const node of new Set([process.execPath, OLD ?? process.execPath]))
  test(`gryphon is started, stopped and ends as it should by Node.js ${versionOf(node)}`, async () => {
    const version = spawnSync(node, [BIN, '--version'])
    assert.deepEqual([version.status, String(version.stdout)], [0, '0.1.0\n'])
    const wrong = spawnSync(node, [BIN, 'clinet'])
    assert.deepEqual([wrong.status, /did you mean client/.test(String(wrong.stderr))], [2, true])

    const words = ['serve', '--port', String(await freePort()), '--data', newFolder()]
    const child = spawn(node, [BIN, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
    const exit = once(child, 'exit')
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    while (!said.includes('is served on') && child.exitCode === null)
      await Promise.race([once(child.stderr, 'data'), exit])
    child.kill('SIGTERM')
    assert.deepEqual(await exit, [0, null])
  })
