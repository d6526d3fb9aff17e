import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none } from './client-authentication/none.ts'
import { createDiscovery } from './create-discovery.ts'
import type { Fetch } from './options.ts'
import { OP_METADATA } from './testing/tiny-op.ts'

const METADATA = {
  client_id: 's6BhdRkqt3',
  redirect_uri: 'https://client.example.org/cb',
  authentication: none(),
}

/** OPs whose discovery documents are what `describe` makes of their issuer; the test moves the clock. */
const createScene = (describe: (issuer: string) => object = () => ({})) => {
  const scene = { now: 1000, asked: [] as string[], status: 200 }
  const fetch: Fetch = async (url) => {
    scene.asked.push(url)
    const issuer = url.slice(0, url.indexOf('/.well-known'))
    const document = { ...OP_METADATA, issuer, ...describe(issuer) }
    return Response.json(document, { status: scene.status })
  }
  return { scene, discovery: createDiscovery({ fetch, now: () => scene.now }) }
}

const A = 'https://a.example.com'
const WELL_KNOWN = '/.well-known/openid-configuration'

test('Discovery §4: an OP is asked once for all who wait, and once in an hour', async () => {
  const { scene, discovery } = createScene()
  const all = await Promise.all([1, 2, 3].map(() => discovery.client(A, METADATA)))
  assert.deepEqual(
    all.map(({ op }) => op.issuer),
    [A, A, A],
  )
  scene.now += 3599
  await discovery.client(A, METADATA)
  assert.deepEqual(scene.asked, [`${A}${WELL_KNOWN}`])
  scene.now += 1
  await discovery.client(A, METADATA)
  assert.equal(scene.asked.length, 2)
})

test('Discovery §4.3: a document of another issuer is refused, and kept for nobody', async () => {
  const { discovery, scene } = createScene(() => ({ issuer: 'https://b.example.com' }))
  await assert.rejects(discovery.client(A, METADATA), { code: 'issuer_mismatch' })
  await assert.rejects(discovery.client('https://b.example.com/', METADATA), {
    code: 'issuer_mismatch',
  })
  assert.equal(scene.asked.length, 2)
})

test('an OP that fails is asked again after five seconds, not at once', async () => {
  const { scene, discovery } = createScene()
  scene.status = 503
  await assert.rejects(discovery.client(A, METADATA), { code: 'status_unexpected' })
  scene.status = 200
  scene.now += 4
  await assert.rejects(discovery.client(A, METADATA), { code: 'status_unexpected' })
  assert.equal(scene.asked.length, 1)
  scene.now += 1
  assert.equal((await discovery.client(A, METADATA)).op.issuer, A)
})

test('the last hundred issuers are kept', async () => {
  const { scene, discovery } = createScene()
  for (let n = 0; n <= 100; n++) await discovery.client(`https://${n}.example.com`, METADATA)
  await discovery.client('https://1.example.com', METADATA)
  assert.equal(scene.asked.length, 101)
  await discovery.client('https://0.example.com', METADATA)
  assert.equal(scene.asked.length, 102)
})

test('what was fetched anew is the newest', async () => {
  const { scene, discovery } = createScene()
  await discovery.client(A, METADATA)
  scene.now += 3600
  for (let n = 1; n < 100; n++) await discovery.client(`https://${n}.example.com`, METADATA)
  await discovery.client(A, METADATA)
  await discovery.client('https://100.example.com', METADATA)
  const before = scene.asked.length
  await discovery.client(A, METADATA)
  assert.equal(scene.asked.length, before)
})

test('Discovery §4.2: nobody is asked without TLS', async () => {
  const { scene, discovery } = createScene()
  await assert.rejects(discovery.client('http://a.example.com', METADATA), { code: 'url_insecure' })
  assert.equal(scene.asked.length, 0)
})

test('RFC 8414 §2.1: signed_metadata say nothing here: nobody has named a signer to trust', async () => {
  const claims = { issuer: A, token_endpoint: 'https://evil.example/token' }
  const signed_metadata = `e30.${btoa(JSON.stringify(claims))}.`
  const { discovery } = createScene(() => ({ signed_metadata }))
  const { op } = await discovery.client(A, METADATA)
  assert.equal(op.token_endpoint, OP_METADATA.token_endpoint)
})

test('what is remembered of an OP is shared by its clients: refreshes under way, nonces, keys', async () => {
  let asked = 0
  const fetch: Fetch = async (url) => {
    if (url.endsWith(WELL_KNOWN)) return Response.json({ ...OP_METADATA, issuer: A })
    asked += 1
    return Response.json({ access_token: `a${asked}`, token_type: 'Bearer' })
  }
  const discovery = createDiscovery({ fetch, now: () => 1000 })
  const refresh = async (client_id: string) => {
    const rp = await discovery.client(A, { ...METADATA, client_id })
    return (await rp.refresh('r0', { claims: undefined })).access_token
  }
  assert.deepEqual(await Promise.all(['one', 'one', 'other'].map(refresh)), ['a1', 'a1', 'a2'])
})
