import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ProviderEvent } from '@gryphon/provider'
import { createLog } from 'gryphon'
import { assertionClaims, assertionForm, clientKey, signAssertion } from '../support/assertions.ts'
import { addClient, inForm } from '../support/clients.ts'
import { DOORS } from '../support/door.ts'
import { basic, post } from '../support/flow.ts'
import { playFullFlow } from '../support/full-flow.ts'
import { freePort, gryphon, interrupt, newFolder, startGryphon } from '../support/gryphon.ts'
import { addLargeClient, LARGE_CLIENT, LARGE_REQUEST } from '../support/large-grant.ts'
import { HYBRID_CLIENT, PERSON, REDIRECT_URI, startOp, type TestOp } from '../support/op.ts'
import { databaseBytes, found, type WatchedDoor, watch } from '../support/secrets.ts'
import { newCode, signedIn } from '../support/signed-in.ts'
import { webDoor } from '../support/web-door.ts'

/** A code that is a reference, whose grant the store keeps. */
async function playLargeGrant(op: TestOp, door: WatchedDoor): Promise<void> {
  await addLargeClient(op)
  const code = await newCode(await signedIn({ door }), LARGE_REQUEST)
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
  const headers = { authorization: basic(LARGE_CLIENT) }
  assert.equal((await post({ door }, '/oauth/token', form, headers)).status, 200)
}

/** Assertions that are taken, that come again, and that are refused. */
async function playAssertions(op: TestOp, door: WatchedDoor): Promise<void> {
  const key = clientKey('ES256', 'one')
  const jwks = { keys: [key.public_jwk] }
  const token_endpoint_auth_method = 'private_key_jwt' as const
  await addClient(op, { client_id: 'signer', token_endpoint_auth_method, jwks })
  for (const over of [{}, { exp: 1 }, { aud: 'https://other.example' }]) {
    const claims = { ...assertionClaims('signer', op.now()), ...over }
    const form = assertionForm(await signAssertion(key, claims))
    for (let times = 0; times < 2; times += 1)
      await post({ door }, '/oauth/token', { grant_type: 'refresh_token', ...form }, {})
  }
}

for (const kind of DOORS)
  test(`PITFALLS 24: nothing that is logged or stored is of use to who reads it, through ${kind}`, async (t) => {
    const events: ProviderEvent[] = []
    const lines: string[] = []
    const sink = { format: 'json', isTerminal: false, write: (line: string) => lines.push(line) }
    const { event } = createLog({ ...sink, level: 'debug', format: 'json' })
    const log = (told: ProviderEvent) => {
      events.push(told)
      event(told)
    }
    const op = await startOp(kind, { log })
    t.after(() => op.close())
    const door = watch(op.door)
    await playFullFlow({ door, ...inForm('app'), ...PERSON })
    await playLargeGrant(op, door)
    await playAssertions(op, door)
    assert.ok(door.secrets.size > 40, `${door.secrets.size} secrets were seen`)
    assert.ok(events.length > 40, `${events.length} events were told`)
    assert.equal(lines.length, events.length)
    assert.deepEqual(found(door.secrets, Buffer.from(JSON.stringify(events))), [])
    assert.deepEqual(found(door.secrets, Buffer.from(lines.join('\n'))), [])
    assert.deepEqual(found(door.secrets, databaseBytes(op.file)), [])
    await op.store.close()
    assert.deepEqual(found(door.secrets, databaseBytes(op.file)), [])
  })

test('PITFALLS 24: nothing that the gryphon command prints or stores is of use to who reads it', async (t) => {
  const data = newFolder()
  const where = ['--data', data]
  const port = await freePort()
  const { client_secret: _, ...metadata } = HYBRID_CLIENT
  const input = JSON.stringify(metadata)
  const client = await gryphon(['client', 'add', '--metadata', '-', '--json', ...where], { input })
  const { client_id, client_secret } = JSON.parse(client.out)
  const user = ['user', 'add', PERSON.username, '--password-stdin', ...where]
  const added = await gryphon(user, { input: PERSON.password })
  assert.equal(added.code, 0, added.err)
  const env = { GRYPHON_LOG_LEVEL: 'debug' }
  const command = startGryphon(['serve', '--port', String(port), ...where], { env })
  t.after(() => command.child.kill('SIGKILL'))
  await command.says('is served on')
  const door = watch(webDoor(`http://localhost:${port}`))
  await playFullFlow({ door, client_id, client_secret, ...PERSON })
  const { out, err } = await interrupt(command)
  assert.ok(err.split('\n').length > 40, 'the log has a line for each request')
  assert.deepEqual(found(door.secrets, Buffer.from(out + err)), [])
  assert.deepEqual(found(door.secrets, databaseBytes(join(data, 'gryphon.db'))), [])
})
