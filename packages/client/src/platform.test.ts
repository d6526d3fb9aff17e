import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { none } from './client-authentication/none.ts'
import { discoverClient } from './discover-client.ts'
import { allowInsecure } from './options.ts'
import { OP_METADATA } from './testing/tiny-op.ts'

const endpointsAt = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
})

test('where nothing is passed in, the OP is asked over the network, time is that of the machine, and secrets are random', async () => {
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`
    response.end(JSON.stringify({ ...OP_METADATA, ...endpointsAt(issuer) }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const metadata = {
      client_id: 'a',
      redirect_uri: 'https://client.example.org/cb',
      authentication: none(),
    }
    const rp = await discoverClient(issuer, metadata, { [allowInsecure]: true })
    assert.equal(rp.op.issuer, issuer)
    const before = Math.floor(Date.now() / 1000)
    const begun = await Promise.all([1, 2].map(() => rp.begin({ response_type: 'code' })))
    const after = Date.now() / 1000
    const secrets = begun.flatMap(({ transaction }) => {
      const { state, nonce, code_verifier, started_at } = transaction
      assert.ok(Number.isInteger(started_at) && before <= started_at && started_at <= after)
      return [state, nonce, code_verifier ?? assert.fail('no code_verifier')]
    })
    assert.equal(new Set(secrets).size, 6)
    for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
