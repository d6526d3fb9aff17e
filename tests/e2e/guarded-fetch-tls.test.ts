import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { guardedFetch } from '@gryphon/provider'
import { selfSigned } from '../support/certificate.ts'
import { freePort, gryphon, interrupt, newFolder, startGryphon } from '../support/gryphon.ts'

describe('PITFALLS 33: calls to clients trust whom the operator trusts', () => {
  const certificate = selfSigned('client')
  const server = createServer(certificate, (_, response) => response.end('{"keys":[]}'))
  const url = () => `https://localhost:${(server.address() as AddressInfo).port}/keys`
  before(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  test('a certificate that nobody vouches for is refused', async () => {
    await assert.rejects(guardedFetch({ allow_private: true })(url()), {
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
  })
  test('one of an authority that the operator names is taken', async () => {
    const fetch = guardedFetch({ allow_private: true, ca: certificate.cert })
    assert.deepEqual(await fetch(url()), { status: 200, body: '{"keys":[]}' })
  })
  test('an authority of the operator opens no private address', async () => {
    await assert.rejects(guardedFetch({ ca: certificate.cert })(url()), {
      message: 'the address is not public',
    })
  })
})

test('each start with outbound.allow_private warns of what it means', async () => {
  const port = String(await freePort())
  const words = ['serve', '--data', newFolder(), '--port', port]
  const command = startGryphon([...words, '--outbound-allow-private', 'true'])
  await command.says('is served on')
  const { err } = await interrupt(command)
  assert.match(err, /"level":"warn".*outbound\.allow_private is on/)
})

test('outbound.ca_file must have a certificate, and the complaint names it', async () => {
  const file = join(newFolder(), 'ca.pem')
  writeFileSync(file, 'not a certificate')
  const data = newFolder()
  const { code, err } = await gryphon(['keys', 'list', '--data', data, '--outbound-ca-file', file])
  assert.deepEqual(
    [code, err.startsWith(`gryphon: outbound.ca_file: ${file} has no certificate in PEM`)],
    [1, true],
    err,
  )
})
