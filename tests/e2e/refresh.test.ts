import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient, inForm, PKCE, PUBLIC, VERIFIER } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import {
  basic,
  claimsOf,
  post,
  redeem,
  refresh,
  type TokenAnswer,
  userinfo,
} from '../support/flow.ts'
import { API, ISSUER, REDIRECT_URI, type TestOp } from '../support/op.ts'
import { EVERYTHING, newCode, signedIn } from '../support/signed-in.ts'
import type { UserAgent } from '../support/user-agent.ts'

const outcome = ({ status, json }: TokenAnswer) => [status, json.error]
const tokenOf = ({ json }: TokenAnswer) => String(json.refresh_token)
const REFUSED = [400, 'invalid_grant']

const standingOf = async ({ store, now }: TestOp, { json }: TokenAnswer) =>
  store.findGrant('default', String(claimsOf(json.access_token).grant_id), now())

throughEachDoor('a refresh token', (given) => {
  let agent: UserAgent
  const begin = async () => redeem(given(), await newCode(agent, EVERYTHING))
  const publicly = (form: Readonly<Record<string, string>>) =>
    post(given(), '/oauth/token', { client_id: 'public', ...form }, {})
  before(async () => {
    agent = await signedIn(given())
    await addClient(given(), { client_id: 'other' })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
  })

  test('gives new tokens of the same grant: original auth_time, no nonce, a newer iat (Core §12.2)', async () => {
    const first = await begin()
    given().pass(100)
    const { status, json, headers } = await refresh(given(), tokenOf(first))
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.deepEqual(Object.keys(json).sort(), [
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ])
    assert.notEqual(json.refresh_token, first.json.refresh_token)
    const { iat, exp, at_hash, nonce, ...before } = claimsOf(first.json.id_token)
    const { iat: newIat, exp: newExp, at_hash: newHash, ...after } = claimsOf(json.id_token)
    assert.deepEqual(after, before)
    assert.equal(nonce, 'a-nonce')
    assert.deepEqual([newIat, newExp], [Number(iat) + 100, Number(exp) + 100])
    assert.notEqual(newHash, at_hash)
    assert.equal((await userinfo(given(), String(json.access_token))).status, 200)
  })

  test('leaves the tokens before it alive, and the family goes on for generations (RFC 6749 §6)', async () => {
    let last = await begin()
    const first = last
    for (let generation = 1; generation <= 5; generation += 1) {
      given().pass(90)
      last = await refresh(given(), tokenOf(last))
      assert.equal(last.status, 200)
    }
    assert.equal((await userinfo(given(), String(first.json.access_token))).status, 200)
    const standing = await standingOf(given(), last)
    assert.deepEqual(
      [standing.outcome, 'generation' in standing && standing.generation],
      ['live', 5],
    )
  })

  test('is good for 14 days from the last use, and not a second longer', async () => {
    const first = await begin()
    given().pass(14 * 24 * 3600 - 1)
    const second = await refresh(given(), tokenOf(first))
    assert.equal(second.status, 200)
    given().pass(14 * 24 * 3600)
    assert.deepEqual(outcome(await refresh(given(), tokenOf(second))), REFUSED)
    agent = await signedIn(given())
  })

  for (const [what, grace, redeemFirst, refreshWith] of [
    ['confidential client: 60 s', 60, begin, (token: string) => refresh(given(), token)],
    [
      'public client: 10 s',
      10,
      async () =>
        publicly({
          grant_type: 'authorization_code',
          code: await newCode(agent, { ...EVERYTHING, ...PKCE, client_id: 'public' }),
          redirect_uri: REDIRECT_URI,
          code_verifier: VERIFIER,
        }),
      (token: string) => publicly({ grant_type: 'refresh_token', refresh_token: token }),
    ],
  ] as const) {
    test(`that comes again within the grace of a ${what} is an honest retry: the family survives`, async () => {
      const first = await redeemFirst()
      const second = await refreshWith(tokenOf(first))
      given().pass(grace)
      const retried = await refreshWith(tokenOf(first))
      assert.deepEqual([second.status, retried.status], [200, 200])
      const third = await refreshWith(tokenOf(second))
      assert.equal(third.status, 200)
      assert.equal((await refreshWith(tokenOf(retried))).status, 200)
      const { grant_id } = claimsOf(second.json.access_token)
      const told = given().events.filter(
        (event) => event.event === 'refresh.grace' && event.grant_id === grant_id,
      )
      assert.deepEqual(
        told.map((event) => 'generation' in event && event.generation),
        [1, 2],
      )
    })

    test(`that comes again after the grace of a ${what} is reuse: the grant is revoked, and the log says why (RFC 9700 §4.14.2)`, async () => {
      const first = await redeemFirst()
      const second = await refreshWith(tokenOf(first))
      given().pass(grace + 1)
      assert.deepEqual(outcome(await refreshWith(tokenOf(first))), REFUSED)
      assert.deepEqual(outcome(await refreshWith(tokenOf(second))), REFUSED)
      assert.equal((await userinfo(given(), String(second.json.access_token))).status, 401)
      const { grant_id } = claimsOf(second.json.access_token)
      const told = given().events.filter(
        (event) => event.event === 'grant.revoked' && event.grant_id === grant_id,
      )
      assert.deepEqual(
        told.map((event) => 'reason' in event && event.reason),
        ['refresh_token_reused'],
      )
    })
  }

  test('of two generations ago is reuse, within the grace too', async () => {
    const first = await begin()
    const second = await refresh(given(), tokenOf(first))
    const third = await refresh(given(), tokenOf(second))
    assert.deepEqual(outcome(await refresh(given(), tokenOf(first))), REFUSED)
    assert.deepEqual(outcome(await refresh(given(), tokenOf(third))), REFUSED)
  })

  test('that fifty tabs use at once: all are answered, and the family survives (PITFALLS, refresh races)', async () => {
    const first = await begin()
    const racers = Array.from({ length: 50 }, () => refresh(given(), tokenOf(first)))
    const answers = await Promise.all(racers)
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    const standing = await standingOf(given(), first)
    assert.deepEqual(
      [standing.outcome, 'generation' in standing && standing.generation],
      ['live', 1],
    )
    const next = await Promise.all(answers.map((answer) => refresh(given(), tokenOf(answer))))
    assert.deepEqual([...new Set(next.map(({ status }) => status))], [200])
    assert.equal((await standingOf(given(), first)).outcome, 'live')
  })

  test('can be asked for less, and the grant stays whole (RFC 6749 §6, RFC 8707 §2.2)', async () => {
    const first = await begin()
    const less = await refresh(given(), tokenOf(first), { scope: 'read:notes', resource: API })
    assert.deepEqual(
      [less.json.scope, claimsOf(less.json.access_token).aud, less.json.id_token],
      ['read:notes', API, undefined],
    )
    const whole = await refresh(given(), tokenOf(less))
    assert.deepEqual(
      [whole.json.scope, claimsOf(whole.json.access_token).aud],
      [EVERYTHING.scope, [API, ISSUER]],
    )
  })

  // biome-ignore format: a table
  const TOO_MUCH = [
    [{ scope: 'openid address' },                   'invalid_scope'],
    [{ scope: 'openid nonsense' },                  'invalid_scope'],
    [{ resource: 'https://other.example' },         'invalid_target'],
    [{ audience: 'https://other.example' },         'invalid_target'],
    [{ resource: API, audience: ISSUER },           'invalid_target'],
  ] as const

  for (const [more, error] of TOO_MUCH)
    test(`cannot be asked for more: ${JSON.stringify(more)} is ${error}, and changes nothing (RFC 6749 §6)`, async () => {
      const first = await begin()
      assert.deepEqual(outcome(await refresh(given(), tokenOf(first), more)), [400, error])
      const standing = await standingOf(given(), first)
      assert.deepEqual(
        [standing.outcome, 'generation' in standing && standing.generation],
        ['live', 0],
      )
      assert.equal((await refresh(given(), tokenOf(first))).status, 200)
    })

  test('of one client is nothing to another, and stays whole (RFC 6749 §6)', async () => {
    const first = await begin()
    const form = { grant_type: 'refresh_token', refresh_token: tokenOf(first) }
    const other = { authorization: basic('other') }
    for (let tries = 0; tries < 3; tries += 1)
      assert.deepEqual(outcome(await post(given(), '/oauth/token', form, other)), REFUSED)
    assert.deepEqual(outcome(await publicly(form)), REFUSED)
    assert.equal((await refresh(given(), tokenOf(first))).status, 200)
  })

  test('of one tenant is nothing in another', async () => {
    const { op } = given()
    await op.admin.addTenant('acme', 'Acme')
    const { client_secret } = inForm('app')
    const redirect_uris = [REDIRECT_URI]
    await op.admin.registerClient('acme', { client_id: 'app', client_secret, redirect_uris })
    const first = await begin()
    const form = { grant_type: 'refresh_token', refresh_token: tokenOf(first) }
    assert.deepEqual(outcome(await post(given(), '/acme/oauth/token', form)), REFUSED)
    assert.equal((await refresh(given(), tokenOf(first))).status, 200)
  })

  test('is no code, access token or ID Token (RFC 6749 §1.5)', async () => {
    const code = await newCode(agent, EVERYTHING)
    const { json } = await redeem(given(), code)
    for (const token of [code, json.access_token, json.id_token])
      assert.deepEqual(outcome(await refresh(given(), String(token))), REFUSED)
    assert.deepEqual(outcome(await redeem(given(), String(json.refresh_token))), REFUSED)
  })

  test('of somebody who is disabled gives nothing, and gives again when they are not', async () => {
    const first = await begin()
    const person = await given().people.findPersonByLogin('default', 'alice')
    assert.ok(person)
    await given().people.replacePerson('default', { ...person, disabled: true })
    assert.deepEqual(outcome(await refresh(given(), tokenOf(first))), REFUSED)
    await given().people.replacePerson('default', person)
    assert.equal((await refresh(given(), tokenOf(first))).status, 200)
  })
})
