import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ClientError } from './errors.ts'
import { allowInsecure, leaveOut } from './options.ts'
import { createTestKey } from './testing/keys.ts'
import { loadExamples } from './testing/readme-examples.ts'
import { createTinyOp, ISSUER, OP_METADATA, type TinyAnswer } from './testing/tiny-op.ts'
import type { Begun, Transaction } from './transaction.ts'

/*
 * The examples of README.md, run as they stand there, with the platform's `fetch` leading to a tiny OP.
 */
interface Examples {
  readonly begin: () => Promise<Begun>
  readonly callback: (request: Request, transaction: Transaction) => Promise<unknown>
  readonly explain: (error: unknown) => string
  readonly options: Readonly<Record<symbol, unknown>>
}

const KEY = await createTestKey('RS256')
const answers: Record<string, TinyAnswer> = {
  '/.well-known/openid-configuration': { json: OP_METADATA },
  '/jwks': { json: { keys: [KEY.jwk] } },
}

const platformFetch = globalThis.fetch
globalThis.fetch = createTinyOp(answers).fetch as typeof fetch
after(() => {
  globalThis.fetch = platformFetch
})

const examples = await loadExamples<Examples>()

const idToken = (nonce: string, claims: Readonly<Record<string, unknown>> = {}) => {
  const iat = Math.floor(Date.now() / 1000)
  return KEY.sign({ iss: ISSUER, aud: 'my-app', sub: 'jane', nonce, iat, exp: iat + 60, ...claims })
}

test('README: a login begins, comes back and is redeemed', async () => {
  const { url, transaction } = (await examples.begin?.()) ?? assert.fail()
  assert.equal(new URL(url).searchParams.get('response_mode'), 'form_post')
  const id_token = await idToken(transaction.nonce, { c_hash: 'LDktKdoQak3Pk0cnXxCltA' })
  answers['/token'] = {
    json: {
      access_token: 'a',
      refresh_token: 'r',
      token_type: 'Bearer',
      id_token: await idToken(transaction.nonce),
    },
  }
  const code = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
  const body = new URLSearchParams({ code, id_token, state: transaction.state, iss: ISSUER })
  const request = new Request(transaction.redirect_uri, { method: 'POST', body })
  assert.deepEqual(await examples.callback?.(request, transaction), {
    who: 'jane',
    use: 'a',
    later: 'r',
  })
})

test('README: errors are explained', () => {
  const refused = new ClientError('authorization_error', '', { error: 'access_denied' })
  assert.equal(examples.explain?.(refused), 'the provider said access_denied')
  const spoiled = new ClientError('c_hash_mismatch', 'expected a, found b')
  assert.equal(examples.explain?.(spoiled), 'expected a, found b')
})

test('README: the symbols are those of the options', () => {
  assert.deepEqual(examples.options, {
    [allowInsecure]: true,
    [leaveOut]: [{ source: 'authorization_response', check: 'iss' }],
  })
})
