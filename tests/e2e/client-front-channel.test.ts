import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AuthenticationRequest, RelyingParty } from '@gryphon/client'
import { exportJWK, generateKeyPair } from 'jose'
import { registerAt } from '../support/client-at.ts'
import { logIn } from '../support/flow.ts'
import { ACR, startOp, type TestOp } from '../support/op.ts'
import { userAgent } from '../support/user-agent.ts'

/*
 * Our client at our provider: every response type by every mode that it may travel by, and what is asked for beside it.
 */
let op: TestOp
before(async () => {
  op = await startOp('fetch', { registration: 'open' })
})
after(() => op.close())

const RESPONSE_TYPES = [
  'none',
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const

const registered = async () => {
  const response_types = [...RESPONSE_TYPES]
  const { rp } = await registerAt(op, { response_types })
  return rp
}

/** What the browser brings back after a person has signed in and allowed it. */
const received = async (rp: RelyingParty, request: AuthenticationRequest) => {
  const { url, transaction } = await rp.begin({ scope: 'openid profile', ...request })
  const { pathname, search } = new URL(url)
  const { where, target, parameters } = await logIn(userAgent(op.door), pathname + search)
  const callback =
    where === 'form_post'
      ? new Request(target, { method: 'POST', body: parameters })
      : new URL(`${target}${where === 'query' ? '?' : '#'}${parameters}`)
  return { where, front: await rp.receive(callback, transaction) }
}

// biome-ignore format: a table
const GIVEN: Readonly<Record<(typeof RESPONSE_TYPES)[number], { modes: readonly ('query' | 'fragment' | 'form_post')[]; hashes: readonly string[] }>> = {
  none:                  { modes: ['query', 'fragment', 'form_post'], hashes: [] },
  code:                  { modes: ['query', 'fragment', 'form_post'], hashes: [] },
  id_token:              { modes: ['fragment', 'form_post'],          hashes: ['s_hash'] },
  'id_token token':      { modes: ['fragment', 'form_post'],          hashes: ['at_hash', 's_hash'] },
  'code id_token':       { modes: ['fragment', 'form_post'],          hashes: ['c_hash', 's_hash'] },
  'code token':          { modes: ['fragment', 'form_post'],          hashes: [] },
  'code id_token token': { modes: ['fragment', 'form_post'],          hashes: ['c_hash', 'at_hash', 's_hash'] },
}

for (const response_type of RESPONSE_TYPES)
  for (const response_mode of GIVEN[response_type].modes)
    test(`our client by ${response_type} and ${response_mode}: received, and redeemed where there is a code`, async () => {
      const rp = await registered()
      const { where, front } = await received(rp, { response_type, response_mode })
      assert.equal(where, response_mode)
      const hashes = front.checks.filter(
        ({ check, outcome }) => check.endsWith('_hash') && outcome === 'passed',
      )
      assert.deepEqual(
        hashes.map(({ check }) => check),
        GIVEN[response_type].hashes,
      )
      if (front.code === undefined) return
      const login = await front.redeem()
      assert.equal(login.claims?.sub, front.claims?.sub ?? login.claims?.sub)
    })

test('our client: an essential acr and a max_age are checked in both ID Tokens', async () => {
  const claims = { id_token: { acr: { essential: true, value: ACR } } }
  const request = { response_type: 'code id_token', max_age: 60, claims } as const
  const { front } = await received(await registered(), request)
  const { checks } = await front.redeem()
  for (const each of [front.checks, checks])
    assert.deepEqual(
      each
        .filter(
          ({ check, source }) => /^acr$|^auth_time$/.test(check) && source !== 'both_id_tokens',
        )
        .map(({ check, outcome }) => `${check} ${outcome}`),
      ['acr passed', 'auth_time passed'],
    )
})

test('our client: a request is signed and pushed at once', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const named = { alg: 'ES256', kid: 'mine' }
  const { rp } = await registerAt(
    op,
    {
      jwks: { keys: [{ ...(await exportJWK(publicKey)), ...named }] },
      request_object_signing_alg: 'ES256',
      require_pushed_authorization_requests: true,
    },
    { request_object_signing_key: { ...(await exportJWK(privateKey)), ...named } },
  )
  const { url } = await rp.begin({ response_type: 'code id_token' })
  assert.deepEqual([...new URL(url).searchParams.keys()].sort(), ['client_id', 'request_uri'])
  const { front } = await received(rp, { response_type: 'code id_token' })
  assert.equal((await front.redeem()).claims?.sub, front.claims?.sub)
})
