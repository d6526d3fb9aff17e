import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SettingError } from '@gryphon/provider'
import { selfSigned } from '../../../../tests/support/certificate.ts'
import { readSettings } from '../configuration/read-settings.ts'
import { newFolder } from '../testing/new-folder.ts'
import { listen, stopListening } from './listen.ts'

const folder = newFolder()
const written = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const [ours, others] = [selfSigned('localhost'), selfSigned('localhost')]
const CERT = written('cert.pem', ours.cert)
const KEY = written('key.pem', ours.key)
const OTHER_KEY = written('other-key.pem', others.key)
const NOTHING = written('nothing.pem', 'nothing')

const listenWith = (cert: string, key: string) =>
  listen(
    readSettings({
      flags: new Map([
        ['port', '0'],
        ['tls-cert', cert],
        ['tls-key', key],
      ]),
      env: {},
    }),
    (_, response) => response.end(),
  )

// biome-ignore format: a table
const WRONG = [
  [KEY,     CERT,      'tls_cert', /key\.pem has no certificate .*: are tls_cert and tls_key in each other's place\?$/],
  [CERT,    CERT,      'tls_key',  /cert\.pem has no private key .*: are tls_cert and tls_key in each other's place\?$/],
  [NOTHING, KEY,       'tls_cert', /nothing\.pem has no certificate in PEM that can be read: /],
  [CERT,    NOTHING,   'tls_key',  /nothing\.pem has no private key without a passphrase in PEM that can be read: /],
  [CERT,    OTHER_KEY, 'tls_key',  /other-key\.pem is not the key of the certificate in .*\/cert\.pem$/],
] as const

test('of a certificate and a key that do not work, the wrong file is named', async () => {
  for (const [cert, key, setting, message] of WRONG)
    await assert.rejects(listenWith(cert, key), (error) => {
      assert.ok(error instanceof SettingError)
      assert.equal(error.setting, setting)
      assert.match(error.message, message)
      return true
    })
})

test('those that belong together serve', async () => {
  const { server, port } = await listenWith(CERT, KEY)
  assert.ok(port > 0)
  await stopListening(server, 0)
})
