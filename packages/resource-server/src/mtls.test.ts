import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MtlsConfig } from './certificate.ts'
import type { ApiRequest } from './request/api-request.ts'
import { PROOF_KEY, proofOf, proving } from './testing/proof.ts'
import { bearing, createScene, tokenOf } from './testing/scene.ts'

/** As good as a certificate: only its octets are looked at. */
const DER = Uint8Array.from({ length: 700 }, (_, at) => (at * 7) % 256)
const BASE64 = Buffer.from(DER).toString('base64')
const PEM = `-----BEGIN CERTIFICATE-----\n${BASE64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`

/** RFC 8705 §3.1, by another way than the guard's. */
const thumbprintOf = (der: Uint8Array) => createHash('sha256').update(der).digest('base64url')

const TOKEN = await tokenOf({ claims: { cnf: { 'x5t#S256': thumbprintOf(DER) } } })
const UNBOUND = await tokenOf()

const scene = (mtls: MtlsConfig = {}) => createScene({ mtls }).api

const over = (certificate: Uint8Array | undefined, token = TOKEN): ApiRequest => ({
  method: 'GET',
  url: '/things',
  header: (name) => ({ authorization: `Bearer ${token}` })[name],
  certificate: () => certificate,
})

test('RFC 8705 §3: a token that is bound to the certificate of the connection is let through', async () => {
  assert.equal((await scene().verify(over(DER))).sub, '248289761001')
})

test('RFC 8705 §3: another certificate, or none, is answered 401 invalid_token', async () => {
  const refusals = [
    [over(DER.toReversed()), 'certificate_mismatch'],
    [over(undefined), 'certificate_missing'],
    [bearing(TOKEN), 'certificate_missing'],
  ] as const
  for (const [request, code] of refusals)
    await assert.rejects(scene().verify(request), { code, status: 401, error: 'invalid_token' })
})

test('RFC 9440 §2.2, PEM, percent-encoded PEM: what a proxy tells is taken in any of these forms', async () => {
  for (const text of [`:${BASE64}:`, PEM, encodeURIComponent(PEM), BASE64]) {
    const api = scene({ certificate: () => text })
    assert.equal((await api.verify(bearing(TOKEN))).sub, '248289761001', text.slice(0, 30))
  }
})

test('a header of the proxy that is no certificate is none, whatever it is', async () => {
  // biome-ignore format: a table
  const strange = [
    ['',             'certificate_missing'],
    ['::',           'certificate_missing'],
    [' ',            'certificate_missing'],
    ['%',            'certificate_missing'],
    ['certificate!', 'certificate_missing'],
    [`!${BASE64}`,   'certificate_missing'],
    [`${BASE64.slice(0, 8)}:${BASE64.slice(8)}`, 'certificate_missing'],
    [`${BASE64}!`,   'certificate_missing'],
    ['A=',           'certificate_missing'],
    ['YQ',           'certificate_mismatch'],
    [PEM.slice(40),  'certificate_mismatch'],
  ] as const
  for (const [text, code] of strange)
    await assert.rejects(scene({ certificate: () => text }).verify(bearing(TOKEN)), { code }, text)
  const anything = fc.asyncProperty(fc.string(), async (text) => {
    await assert.rejects(scene({ certificate: () => text }).verify(bearing(TOKEN)), { status: 401 })
  })
  await fc.assert(anything, { numRuns: 100 })
})

test('RFC 9440 §2.4: where a client has written the header too, neither of both is its certificate', async () => {
  const another = PEM.replaceAll('A', 'B')
  const both = [
    `${PEM}, ${another}`,
    `${another}, ${PEM}`,
    `${encodeURIComponent(PEM)}, ${encodeURIComponent(another)}`,
    `:${BASE64}:, :${BASE64}:`,
  ]
  for (const text of both)
    await assert.rejects(scene({ certificate: () => text }).verify(bearing(TOKEN)), {
      code: 'certificate_missing',
    })
})

test('a fault of what reads the certificate rises as it is: it is no refusal', async () => {
  const fault = new Error('a fault')
  const api = scene({
    certificate: () => {
      throw fault
    },
  })
  await assert.rejects(api.verify(bearing(TOKEN)), fault)
})

test('where certificates are required, a token that is not bound to one is refused', async () => {
  assert.equal((await scene().verify(over(DER, UNBOUND))).sub, '248289761001')
  const strict = scene({ unbound: 'refuse' })
  await assert.rejects(strict.verify(over(DER, UNBOUND)), { code: 'certificate_required' })
  assert.equal((await strict.verify(over(DER))).sub, '248289761001')
})

test('without mtls a token that is bound to a certificate is refused', async () => {
  await assert.rejects(createScene().api.verify(over(DER)), { code: 'token_sender_constrained' })
})

test('RFC 7800 §3.1: a token that is bound twice must be shown both; what is not understood is refused', async () => {
  const cnf = { jkt: PROOF_KEY.jkt, 'x5t#S256': thumbprintOf(DER) }
  const token = await tokenOf({ claims: { cnf } })
  const guard = (certificate: Uint8Array) =>
    createScene({
      dpop: { base_url: 'https://api.example.com' },
      mtls: { certificate: () => certificate },
    }).api
  const request = async () => proving(token, await proofOf(token))
  assert.equal((await guard(DER).verify(await request())).sub, '248289761001')
  const other = guard(DER.toReversed()).verify(await request())
  await assert.rejects(other, { code: 'certificate_mismatch' })
  await assert.rejects(guard(DER).verify(bearing(token)), { code: 'dpop_scheme_missing' })
  for (const cnf of [{ kid: 'a' }, {}, null, 'text', 5, ['jkt']]) {
    const strange = await tokenOf({ claims: { cnf } })
    await assert.rejects(guard(DER).verify(bearing(strange)), { code: 'token_sender_constrained' })
  }
})
