import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import { addClient, inForm, PKCE, PUBLIC, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic, claimsOf, post, redeem, type TokenAnswer } from '../support/flow.ts'
import { CLIENT_SECRET, REDIRECT_URI } from '../support/op.ts'
import { landing, newCode, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const outcome = ({ status, json }: TokenAnswer) => [status, json.error]
const REFUSED = [400, 'invalid_grant']

throughEachDoor('a code is bound', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'other' })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
    await addClient(given(), {
      client_id: 'two-addresses',
      redirect_uris: [REDIRECT_URI, 'https://rp.example/second'],
    })
  })

  test('a redirect_uri that was named must be named again, the same (RFC 6749 §4.1.3)', async () => {
    const code = await newCode(agent)
    for (const redirect_uri of ['', `${REDIRECT_URI}/`, 'https://rp.example/Callback', 'x'])
      assert.deepEqual(outcome(await redeem(given(), code, { redirect_uri })), REFUSED)
    assert.equal((await redeem(given(), code)).status, 200)
  })

  test('another redirect_uri of the same client is not the one that was named (RFC 6749 §4.1.3)', async () => {
    const code = await newCode(agent, { client_id: 'two-addresses' })
    const form = { grant_type: 'authorization_code', code }
    const headers = { authorization: basic('two-addresses', CLIENT_SECRET) }
    const redeemAt = (redirect_uri: string) =>
      post(given(), '/oauth/token', { ...form, redirect_uri }, headers)
    assert.deepEqual(outcome(await redeemAt('https://rp.example/second')), REFUSED)
    assert.equal((await redeemAt(REDIRECT_URI)).status, 200)
  })

  test('a redirect_uri that was left out may be left out, or be the registered one (RFC 6749 §4.1.3)', async () => {
    const unnamed = () => newCode(agent, { redirect_uri: undefined })
    assert.equal((await redeem(given(), await unnamed(), { redirect_uri: '' })).status, 200)
    assert.equal((await redeem(given(), await unnamed())).status, 200)
    const wrong = { redirect_uri: 'https://evil.example' }
    assert.deepEqual(outcome(await redeem(given(), await unnamed(), wrong)), REFUSED)
  })

  test('PITFALLS 1: to another client: it is refused, and its own still redeems it (RFC 6749 §4.1.3)', async () => {
    const code = await newCode(agent)
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const other = { authorization: basic('other', CLIENT_SECRET) }
    assert.deepEqual(outcome(await post(given(), '/oauth/token', form, other)), REFUSED)
    assert.equal((await redeem(given(), code)).status, 200)
    assert.deepEqual(outcome(await post(given(), '/oauth/token', form, other)), REFUSED)
  })

  test('another client that shows a used code does not revoke what it gave', async () => {
    const code = await newCode(agent)
    const { json } = await redeem(given(), code)
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const other = { authorization: basic('other', CLIENT_SECRET) }
    assert.deepEqual(outcome(await post(given(), '/oauth/token', form, other)), REFUSED)
    const { grant_id } = claimsOf(json.access_token)
    const standing = await given().store.findGrant('default', String(grant_id), given().now())
    assert.equal(standing.outcome, 'live')
  })

  // biome-ignore format: a table
  const VERIFIERS = [
    // what,                                             challenge, code_verifier
    ['the wrong verifier',                               PKCE,      VERIFIER.replace('d', 'e')],
    ['no verifier',                                      PKCE,      ''],
    ['the challenge as verifier (plain)',                PKCE,      PKCE.code_challenge],
    ['a verifier that is too short',                     PKCE,      VERIFIER.slice(1)],
    ['a verifier that is too long',                      PKCE,      VERIFIER.padEnd(129, 'a')],
    ['a verifier where there was no challenge',          {},        VERIFIER],
  ] as const

  for (const [what, challenge, code_verifier] of VERIFIERS)
    test(`PITFALLS 6: ${what} is refused and changes nothing (RFC 7636 §4.6, RFC 9700 §2.1.1)`, async () => {
      const code = await newCode(agent, challenge)
      assert.deepEqual(outcome(await redeem(given(), code, { code_verifier })), REFUSED)
      const right: Readonly<Record<string, string>> =
        'code_challenge' in challenge ? { code_verifier: VERIFIER } : {}
      assert.equal((await redeem(given(), code, right)).status, 200)
    })

  // biome-ignore format: a table
  const NO_VERIFIERS = [
    ['42 characters',          'a'.repeat(42)],
    ['129 characters',         'a'.repeat(129)],
    ['characters of no such',  'a verifier with spaces, of more than 43 characters'],
  ] as const

  for (const [what, code_verifier] of NO_VERIFIERS)
    test(`PITFALLS 6: ${what} are no verifier, whatever they hash to (RFC 7636 §4.1)`, async () => {
      const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
      const code = await newCode(agent, { ...PKCE, code_challenge })
      assert.deepEqual(outcome(await redeem(given(), code, { code_verifier })), REFUSED)
    })

  test('a public client redeems with its verifier alone, and never without (RFC 7636 §4.6)', async () => {
    const code = await newCode(agent, { client_id: 'public', ...PKCE })
    const form = {
      grant_type: 'authorization_code',
      client_id: 'public',
      code,
      redirect_uri: REDIRECT_URI,
    }
    assert.deepEqual(outcome(await post(given(), '/oauth/token', form, {})), REFUSED)
    const proved = { ...form, code_verifier: VERIFIER }
    assert.equal((await post(given(), '/oauth/token', proved, {})).status, 200)
  })

  test('a public client that sends no code_challenge has no code (RFC 9700 §2.1.1)', async () => {
    const { parameters } = await landing(agent, { client_id: 'public' })
    assert.equal(parameters.get('error'), 'invalid_request')
    assert.equal(parameters.has('code'), false)
  })

  test('in time: it is good for 60 seconds (RFC 6749 §4.1.2)', async () => {
    const [early, late] = [await newCode(agent), await newCode(agent)]
    given().pass(59)
    assert.equal((await redeem(given(), early)).status, 200)
    given().pass(1)
    assert.deepEqual(outcome(await redeem(given(), late)), REFUSED)
  })

  test('to its spelling: a code that was changed anywhere is not that code', async () => {
    const code = await newCode(agent)
    const flip = (at: number) =>
      code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1)
    const changed = [0, 7, 8, 30, code.length - 20].map(flip)
    for (const text of [...changed, `${code}=`, ` ${code}`, `${code}A`, code.slice(0, -1)])
      assert.deepEqual(outcome(await redeem(given(), text)), REFUSED)
    assert.equal((await redeem(given(), code)).status, 200)
  })

  test('to its kind: no token, ticket or ID Token is a code', async () => {
    const front = await landing(agent, {
      response_type: 'code id_token token',
      scope: 'openid offline_access',
    })
    const { json } = await redeem(given(), front.parameters.get('code') ?? '')
    const others = [json.refresh_token, json.access_token, json.id_token]
    for (const text of [...others, front.parameters.get('access_token')])
      assert.deepEqual(outcome(await redeem(given(), String(text))), REFUSED)
  })

  test('to its tenant: it means nothing in another', async () => {
    const { op } = given()
    await op.admin.addTenant('acme', 'Acme').catch(() => undefined)
    await op.admin.registerClient('acme', {
      client_id: 'app',
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
    })
    const code = await newCode(agent)
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      ...inForm('app'),
    }
    const { client_id, client_secret, ...rest } = form
    const headers = { authorization: basic(client_id, client_secret) }
    assert.deepEqual(outcome(await post(given(), '/acme/oauth/token', rest, headers)), REFUSED)
    assert.equal((await redeem(given(), code)).status, 200)
  })
})
