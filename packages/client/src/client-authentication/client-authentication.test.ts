import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { clientSecretBasic } from './client-secret-basic.ts'
import { clientSecretJwt } from './client-secret-jwt.ts'
import { clientSecretPost } from './client-secret-post.ts'
import { none } from './none.ts'
import { privateKeyJwt } from './private-key-jwt.ts'
import { selfSignedTlsClientAuth, tlsClientAuth } from './tls-client-auth.ts'

const NOW = 1_700_000_000
const ISSUER = 'https://op.example.com'
const INPUT = {
  client_id: 's6BhdRkqt3',
  issuer: ISSUER,
  token_endpoint: `${ISSUER}/token`,
  now: NOW,
  random: (bytes: number) => new Uint8Array(bytes).fill(1),
}

test('RFC 6749 §2.3.1: the header of its own example', async () => {
  const { headers } = await clientSecretBasic('7Fjfp0ZBr1KtDRbnfVdmIw').authenticate(INPUT)
  assert.deepEqual(headers, {
    authorization: 'Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3',
  })
})

test('RFC 6749 appendix B: identifier and secret are form-urlencoded before they are joined', async () => {
  const input = { ...INPUT, client_id: 'a:b c' }
  const { headers } = await clientSecretBasic('p%&+£€').authenticate(input)
  // `a%3Ab+c:p%25%26%2B%C2%A3%E2%82%AC` in base64
  assert.deepEqual(headers, {
    authorization: 'Basic YSUzQWIrYzpwJTI1JTI2JTJCJUMyJUEzJUUyJTgyJUFD',
  })
})

test('RFC 6749 §2.3.1: client_secret_post sends both in the body', async () => {
  assert.deepEqual(await clientSecretPost('a secret').authenticate(INPUT), {
    parameters: { client_id: 's6BhdRkqt3', client_secret: 'a secret' },
  })
})

test('RFC 6749 §3.2.1: a public client says who it is', async () => {
  assert.deepEqual(await none().authenticate(INPUT), { parameters: { client_id: 's6BhdRkqt3' } })
})

const PAIR = await generateKeyPair('ES256', { extractable: true })

const verified = async (assertion: string | undefined) =>
  jwtVerify(assertion ?? '', PAIR.publicKey, { currentDate: new Date(NOW * 1000) })

test('RFC 7523 §3: the assertion of private_key_jwt says who, to whom, and for one minute', async () => {
  const key = { ...(await exportJWK(PAIR.privateKey)), alg: 'ES256', kid: 'a kid' }
  const { parameters } = await privateKeyJwt(key).authenticate(INPUT)
  const { payload, protectedHeader } = await verified(parameters?.client_assertion)
  assert.equal(parameters?.client_id, 's6BhdRkqt3')
  assert.equal(
    parameters?.client_assertion_type,
    'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  )
  assert.deepEqual(protectedHeader, { alg: 'ES256', kid: 'a kid' })
  assert.deepEqual(payload, {
    iss: 's6BhdRkqt3',
    sub: 's6BhdRkqt3',
    aud: ISSUER,
    iat: NOW,
    exp: NOW + 60,
    jti: 'AQEBAQEBAQEBAQEBAQEBAQ',
  })
})

test('a CryptoKey signs with the alg, kid and aud that are named', async () => {
  const options = { alg: 'ES256', kid: 'another', aud: `${ISSUER}/token` } as const
  const { parameters } = await privateKeyJwt(PAIR.privateKey, options).authenticate(INPUT)
  const { payload, protectedHeader } = await verified(parameters?.client_assertion)
  assert.equal(protectedHeader.kid, 'another')
  assert.equal(payload.aud, `${ISSUER}/token`)
})

test('RFC 7515 §4.1.1: without alg there is no assertion', () => {
  assert.throws(() => privateKeyJwt(PAIR.privateKey), { code: 'configuration_invalid' })
})

test('RFC 7523 §3: a public key proves nothing', async () => {
  const key = { ...(await exportJWK(PAIR.publicKey)), alg: 'ES256' }
  assert.throws(() => privateKeyJwt(key), {
    code: 'configuration_invalid',
    message: 'private_key_jwt needs the private key',
    section: 'RFC 7523 §3',
    found: 'a public JWK',
  })
})

// biome-ignore format: a table
const AUDIENCES: readonly (readonly [aud: string | undefined, found: string])[] = [
  [undefined,               ISSUER],
  ['issuer',                ISSUER],
  ['token_endpoint',        `${ISSUER}/token`],
  ['https://a.example/par', 'https://a.example/par'],
]

for (const [aud, found] of AUDIENCES)
  test(`RFC 7523 §3: the audience ${aud} of private_key_jwt is ${found}`, async () => {
    const options = { alg: 'ES256', ...(aud && { aud }) } as const
    const { parameters } = await privateKeyJwt(PAIR.privateKey, options).authenticate(INPUT)
    assert.equal((await verified(parameters?.client_assertion)).payload.aud, found)
  })

// biome-ignore format: a table
const HMACS = [
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
] as const

for (const [alg, octets] of HMACS) {
  test(`Core §9: client_secret_jwt with ${alg} sends a MAC, and no secret`, async () => {
    const secret = 's'.repeat(octets)
    const { headers, parameters } = await clientSecretJwt(secret, { alg }).authenticate(INPUT)
    assert.equal(headers, undefined)
    assert.deepEqual(Object.keys(parameters ?? {}).sort(), [
      'client_assertion',
      'client_assertion_type',
      'client_id',
    ])
    const { payload, protectedHeader } = await jwtVerify(
      parameters?.client_assertion ?? '',
      new TextEncoder().encode(secret),
      { currentDate: new Date(NOW * 1000) },
    )
    assert.deepEqual(protectedHeader, { alg })
    assert.deepEqual(payload, {
      iss: 's6BhdRkqt3',
      sub: 's6BhdRkqt3',
      aud: ISSUER,
      iat: NOW,
      exp: NOW + 60,
      jti: 'AQEBAQEBAQEBAQEBAQEBAQ',
    })
  })

  test(`RFC 7518 §3.2: a secret of ${octets - 1} octets is too short for ${alg}`, () => {
    assert.throws(() => clientSecretJwt('s'.repeat(octets - 1), { alg }), {
      code: 'configuration_invalid',
      section: 'RFC 7518 §3.2',
      expected: `at least ${octets} octets`,
      found: `${octets - 1} octets`,
    })
  })
}

test('client_secret_jwt is made with HS256, for the issuer, unless said otherwise', async () => {
  const key = new TextEncoder().encode('s'.repeat(32))
  const options = { aud: 'token_endpoint' }
  for (const [made, aud] of [
    [clientSecretJwt('s'.repeat(32)), ISSUER],
    [clientSecretJwt('s'.repeat(32), options), `${ISSUER}/token`],
  ] as const) {
    const { parameters } = await made.authenticate(INPUT)
    const assertion = parameters?.client_assertion ?? ''
    const currentDate = new Date(NOW * 1000)
    const { payload, protectedHeader } = await jwtVerify(assertion, key, { currentDate })
    assert.deepEqual([protectedHeader.alg, payload.aud], ['HS256', aud])
  }
})

test('RFC 8705 §2: with mutual TLS the body has the client_id, and nothing else says who it is', async () => {
  const said = { parameters: { client_id: 's6BhdRkqt3' } }
  assert.deepEqual(await tlsClientAuth().authenticate(INPUT), said)
  assert.deepEqual(await selfSignedTlsClientAuth().authenticate(INPUT), said)
  assert.equal(tlsClientAuth().method, 'tls_client_auth')
  assert.equal(selfSignedTlsClientAuth().method, 'self_signed_tls_client_auth')
})
