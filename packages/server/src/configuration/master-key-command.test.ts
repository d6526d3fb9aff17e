import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outputOfCommand } from './master-key-command.ts'

const node = (script: string) => [process.execPath, '-e', script]

test('a program is run without a shell, with the environment, and nothing to read', async () => {
  const script = "process.stdout.write(process.argv[1] + process.env.WHO + '\\n')"
  const argv = [...node(script), '$(echo no) ']
  assert.equal(await outputOfCommand(argv, { env: { WHO: 'jane' } }), '$(echo no) jane')
  const reads = 'process.stdin.on("end", () => process.stdout.write("read")).resume()'
  assert.equal(await outputOfCommand(node(reads), { env: {} }), 'read')
})

const PLAIN_FILE = new URL('../../package.json', import.meta.url).pathname
const SECRET = 'process.stdout.write("s3cret"); process.stderr.write("s3cret");'

// biome-ignore format: a table
const FAULTS = [
  ['that fails',                 node(`${SECRET} process.exitCode = 3`),                `${process.execPath} ended with 3; run it by hand to see why`],
  ['that is killed',             node(`${SECRET} process.kill(process.pid, 'SIGTERM')`), `${process.execPath} ended with a signal; run it by hand to see why`],
  ['that says too much',         node(`process.stdout.write('s3cret'.repeat(1000))`),   `${process.execPath} said more than 4096 bytes; it must say the key and nothing else`],
  ['that is not there',          ['/nowhere/kms'],                                      '/nowhere/kms cannot be found; give its whole path'],
  ['that is no program',         [PLAIN_FILE],                                           `${PLAIN_FILE} may not be run by this user`],
] as const

for (const [what, argv, message] of FAULTS)
  test(`a program ${what} is refused, and what it said is not shown`, async () => {
    await assert.rejects(outputOfCommand(argv, { env: {} }), {
      name: 'SettingError',
      setting: 'master_key_command',
      message,
    })
  })

test('a program that takes too long is ended', async () => {
  const argv = node('setInterval(() => {}, 1000)')
  await assert.rejects(outputOfCommand(argv, { env: {}, patience: 300 }), {
    message: `${process.execPath} took too long`,
  })
})
