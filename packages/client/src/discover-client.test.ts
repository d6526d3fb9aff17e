import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none } from './client-authentication/none.ts'
import { discoverClient } from './discover-client.ts'
import { allowInsecure, type Exchange } from './options.ts'
import {
  createTinyOp,
  ISSUER,
  OP_METADATA,
  purposesOf,
  type TinyAnswer,
} from './testing/tiny-op.ts'

const METADATA = {
  client_id: 's6BhdRkqt3',
  redirect_uri: 'https://client.example.org/cb',
  authentication: none(),
}

const WELL_KNOWN = '/.well-known/openid-configuration'

const discovering = (answer: TinyAnswer, issuer: string = ISSUER, path = WELL_KNOWN) => {
  const { fetch, asked } = createTinyOp({ [path]: answer })
  const told: Exchange[] = []
  const trace = (exchange: Exchange) => void told.push(exchange)
  return { client: discoverClient(issuer, METADATA, { fetch, trace }), asked, told }
}

test('Discovery §4: the OP is asked what it can', async () => {
  const { client, told } = discovering({ json: OP_METADATA })
  assert.deepEqual((await client).op, OP_METADATA)
  assert.deepEqual(purposesOf(told), ['discovery'])
})

test('Discovery §4.1: an issuer with a path has its document below it', async () => {
  const issuer = `${ISSUER}/tenant`
  const { client } = discovering(
    { json: { ...OP_METADATA, issuer } },
    issuer,
    `/tenant${WELL_KNOWN}`,
  )
  assert.equal((await client).op.issuer, issuer)
})

test('Discovery §4.1: a slash at the end of the issuer is taken off for the path only', async () => {
  const issuer = `${ISSUER}/`
  const { client } = discovering({ json: { ...OP_METADATA, issuer } }, issuer)
  assert.equal((await client).op.issuer, issuer)
})

for (const issuer of [`${ISSUER}/`, 'https://OP.example.com', 'https://evil.example'])
  test(`Discovery §4.3: a document of ${issuer} is not that of ${ISSUER}`, async () => {
    const { client } = discovering({ json: { ...OP_METADATA, issuer } })
    const message = `the discovery document of ${ISSUER} says that it is of ${issuer}`
    await assert.rejects(client, {
      code: 'issuer_mismatch',
      message,
      expected: ISSUER,
      found: issuer,
    })
  })

for (const issuer of [
  `${ISSUER}/admin?x=`,
  `${ISSUER}/admin#`,
  `${ISSUER}?`,
  'https://a:b@op.example.com',
  'https://a@op.example.com',
])
  test(`Discovery §3: ${issuer} is no issuer, and nothing is asked of it`, async () => {
    const { client, asked } = discovering({ json: { ...OP_METADATA, issuer } }, issuer)
    await assert.rejects(client, { code: 'issuer_mismatch', section: 'Discovery §3' })
    assert.deepEqual(asked, [])
  })

test('Discovery §3: metadata that are no lists tell nothing, and break nothing', async () => {
  const json = { ...OP_METADATA, token_endpoint_auth_methods_supported: 5 }
  assert.equal((await discovering({ json }).client).op.issuer, ISSUER)
})

for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
  test(`Discovery §3: a document without ${name} is refused`, async () => {
    const { client } = discovering({ json: { ...OP_METADATA, [name]: undefined } })
    await assert.rejects(client, { code: 'discovery_malformed' })
  })

test('Discovery §4.2: a redirect is not followed', async () => {
  const headers = { location: 'https://evil.example/' }
  const { client } = discovering({ status: 302, text: '', headers })
  await assert.rejects(client, { code: 'status_unexpected', found: '302' })
})

test('Discovery §4.2: what is no JSON object is refused', async () => {
  await assert.rejects(discovering({ text: '<html>' }).client, { code: 'discovery_malformed' })
  await assert.rejects(discovering({ json: 'text' }).client, { code: 'discovery_malformed' })
})

test('Discovery §3: an authorization_endpoint that is not https is refused', async () => {
  const json = { ...OP_METADATA, authorization_endpoint: 'http://op.example.com/authorize' }
  await assert.rejects(discovering({ json }).client, { code: 'url_insecure' })
  const script = { ...OP_METADATA, authorization_endpoint: 'javascript:alert(1)' }
  await assert.rejects(discovering({ json: script }).client, { code: 'url_insecure' })
})

test('an http issuer is asked on a loopback host only, and only where that is allowed', async () => {
  const issuer = 'http://localhost:4000'
  const json = { ...OP_METADATA, issuer, authorization_endpoint: `${issuer}/authorize` }
  const { fetch } = createTinyOp({ [WELL_KNOWN]: { json } })
  await assert.rejects(discoverClient(issuer, METADATA, { fetch }), {
    code: 'url_insecure',
    message: /: pass \{ \[allowInsecure\]: true \} for http on this machine$/,
  })
  const options = { fetch, [allowInsecure]: true }
  assert.equal((await discoverClient(issuer, METADATA, options)).op.issuer, issuer)
  const elsewhere = discoverClient('http://op.example.com', METADATA, options)
  await assert.rejects(elsewhere, { code: 'url_insecure' })
})

test('RFC 7517 §5: a JWK Set without keys is refused', async () => {
  const { fetch } = createTinyOp({ '/jwks': { json: {} }, [WELL_KNOWN]: { json: OP_METADATA } })
  const rp = await discoverClient(ISSUER, METADATA, { fetch })
  const { transaction } = await rp.begin({ response_type: 'id_token' })
  const id_token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.AAAA`
  const response = new URLSearchParams({ state: transaction.state, iss: ISSUER, id_token })
  await assert.rejects(rp.receive(response, transaction), { code: 'jwks_malformed' })
})
