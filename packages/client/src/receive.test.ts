import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseType } from '@gryphon/protocol'
import { CompactSign } from 'jose'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { createTestKey } from './testing/keys.ts'
import { beginLogin, callbackUrl, formPost, KEY, responseOf } from './testing/scene.ts'
import { TYPES_WITH } from './testing/tamperings.ts'
import type { Transaction } from './transaction.ts'

const EVIL = 'https://evil.example'

/** `rejects` with exactly this code. */
const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  return true
}

const fromQuery = (type: ResponseType) =>
  test(`PITFALLS 11: ${type} in the query is refused`, async () => {
    const { rp, response, transaction } = await beginLogin(type)
    await assert.rejects(
      rp.receive(callbackUrl('query', response), transaction),
      refused('response_mode_mismatch'),
    )
    await assert.rejects(
      rp.receive(new Request(callbackUrl('query', response)), transaction),
      refused('response_mode_mismatch'),
    )
  })
for (const type of [...TYPES_WITH.id_token, 'code token'] as const) fromQuery(type)

test('PITFALLS 12: a form_post is refused where the fragment was asked for', async () => {
  const { rp, response, transaction } = await beginLogin('code id_token')
  await assert.rejects(
    rp.receive(formPost(response), transaction),
    refused('response_mode_mismatch'),
  )
})

test('Form Post Response Mode §2: a POST that is no form is refused', async () => {
  const { rp, transaction } = await beginLogin('code id_token')
  const json = new Request(transaction.redirect_uri, { method: 'POST', body: '{}' })
  await assert.rejects(rp.receive(json, transaction), refused('authorization_response_malformed'))
})

const WAYS = [
  formPost,
  (all: URLSearchParams) => callbackUrl('fragment', all),
  (all: URLSearchParams) => all,
]

for (const type of TYPES_WITH.any)
  test(`${type}: an answer of more than 256 KiB is refused, however it comes`, async () => {
    const { rp, response, transaction } = await beginLogin(type)
    response.set('code', 'a'.repeat(262_145))
    for (const way of WAYS)
      await assert.rejects(rp.receive(way(response), transaction), refused('response_too_large'))
  })

test('an answer of 256 KiB is read', async () => {
  const { rp, response, transaction } = await beginLogin('code')
  response.set('code', '')
  const others = [...response.values()].join('').length
  const code = 'a'.repeat(262_144 - others)
  response.set('code', code)
  assert.equal((await rp.receive(response, transaction)).code, code)
})

for (const change of [{ iss: EVIL }, { client_id: 'other' }])
  test(`PITFALLS 3: a transaction of another ${Object.keys(change)} is refused`, async () => {
    const { rp, response, transaction } = await beginLogin('code id_token')
    const login = rp.receive(response, { ...transaction, ...change })
    await assert.rejects(login, refused('transaction_mismatch'))
  })

test('Core §10.1: an ID Token without kid is refused where several keys fit', async () => {
  const other = await createTestKey('RS256', 'other')
  const { rp, response, transaction } = await beginLogin(
    'code id_token',
    { header: { kid: undefined } },
    { answers: { '/jwks': { json: { keys: [KEY.jwk, other.jwk] } } } },
  )
  await assert.rejects(rp.receive(response, transaction), refused('key_ambiguous'))
})

test('Core §10.1: an ID Token without kid is accepted where one key fits', async () => {
  const { rp, transaction } = await beginLogin('code id_token')
  const response = await responseOf('code id_token', { header: { kid: undefined } })
  const { claims } = await rp.receive(response, transaction)
  assert.equal(claims?.sub, '248289761001')
})

for (const payload of ['[]', 'null', '"text"', '5', 'no JSON'])
  test(`RFC 7519 §7.2: a signed payload ${payload} is no ID Token`, async () => {
    const id_token = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: KEY.alg, kid: KEY.alg })
      .sign(KEY.privateKey)
    const tampering = { parameters: { id_token } }
    const { rp, response, transaction } = await beginLogin('id_token', tampering)
    await assert.rejects(rp.receive(response, transaction), refused('id_token_malformed'))
  })

const part = (text: string) => Buffer.from(text).toString('base64url')

for (const header of ['[]', 'null', '"text"', 'no JSON'])
  test(`RFC 7519 §7.2: a JWT whose header is ${header} is no ID Token`, async () => {
    const tampering = { parameters: { id_token: `${part(header)}.${part('{}')}.c2ln` } }
    const { rp, response, transaction } = await beginLogin('id_token', tampering)
    await assert.rejects(rp.receive(response, transaction), refused('id_token_malformed'))
  })

for (const lost of [undefined, null, 'a text'])
  test(`a transaction that was not kept (${lost}) is told as such`, async () => {
    const { rp, response } = await beginLogin('code id_token')
    await assert.rejects(rp.receive(response, lost as unknown as Transaction), {
      code: 'transaction_unknown',
      message: /^the transaction is not there: keep what begin gave/,
    })
  })

for (const given of ['/callback?code=a', { method: 'POST', url: '/callback', headers: {} }, null])
  test(`a response given as ${JSON.stringify(given)} is no Web-standard one, and told so`, async () => {
    const { rp, transaction } = await beginLogin('code id_token')
    await assert.rejects(rp.receive(given as unknown as Request, transaction), {
      code: 'configuration_invalid',
      message: /^the response must be a URL, a Web-standard Request, or URLSearchParams/,
    })
  })
