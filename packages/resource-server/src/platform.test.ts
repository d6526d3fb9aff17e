import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createVerifier } from './create-verifier.ts'
import { AUDIENCE, ISSUER, KEY, NOW, tokenOf } from './testing/scene.ts'
import { allowInsecure } from './verifier.ts'

test('where nothing is passed in, keys come over the network, and time is that of the machine, in seconds', async () => {
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [KEY.jwk] })))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const { port } = server.address() as AddressInfo
    const jwks_uri = `http://127.0.0.1:${port}/jwks`
    const api = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      jwks_uri,
      [allowInsecure]: true,
    })
    const year = 365 * 86_400
    const token = await tokenOf({ claims: { exp: NOW + 100 * year } })
    assert.equal((await api.verify(token)).sub, '248289761001')
    await assert.rejects(api.verify(await tokenOf()), { code: 'token_expired' })
    const later = await tokenOf({ claims: { nbf: NOW + 99 * year, exp: NOW + 100 * year } })
    await assert.rejects(api.verify(later), { code: 'token_not_yet_valid' })
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
