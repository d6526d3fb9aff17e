import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Needs } from './access-token.ts'
import { bearing, createScene, NOW, tokenOf } from './testing/scene.ts'

const MFA = 'urn:example:mfa'

/** What a route with these needs answers to a token with these claims. */
const answerTo = async (needs: Needs, claims: Readonly<Record<string, unknown>>) => {
  const { api } = createScene({ clock_tolerance: 5 })
  const handler = api.protect(() => new Response('things'), needs)
  const { status, headers } = await handler(bearing(await tokenOf({ claims })))
  return [status, headers.get('www-authenticate')]
}

test('RFC 9470 §3: one of the acr_values is enough; any other, or none, is answered with the values', async () => {
  const needs = { acr_values: ['urn:example:hardware', MFA] }
  assert.deepEqual(await answerTo(needs, { acr: MFA }), [200, null])
  const challenge =
    'Bearer error="insufficient_user_authentication", error_description="a stronger way of signing in is needed", acr_values="urn:example:hardware urn:example:mfa"'
  for (const acr of ['urn:example:password', undefined, 1, [MFA]])
    assert.deepEqual(await answerTo(needs, { acr }), [401, challenge])
})

test('RFC 9470 §3: an authentication older than max_age, of unknown age, or in the future, is answered with max_age', async () => {
  const challenge =
    'Bearer error="insufficient_user_authentication", error_description="a more recent sign-in is needed", max_age="60"'
  assert.deepEqual(await answerTo({ max_age: 60 }, { auth_time: NOW - 65 }), [200, null])
  for (const auth_time of [NOW - 66, undefined, String(NOW), NOW + 6, NOW * 1000])
    assert.deepEqual(await answerTo({ max_age: 60 }, { auth_time }), [401, challenge])
  assert.deepEqual(await answerTo({ max_age: 0 }, { auth_time: NOW }), [200, null])
  assert.deepEqual(await answerTo({ max_age: 0 }, { auth_time: NOW + 5 }), [200, null])
  const now = await answerTo({ max_age: 0 }, { auth_time: NOW - 6 })
  assert.equal(now[0], 401)
})

test('RFC 9470 §3: who must sign in anew is told everything that is needed at once', async () => {
  const needs = { acr_values: [MFA], max_age: 60, scope: ['write'] }
  assert.deepEqual(await answerTo(needs, { acr: 'urn:example:password' }), [
    401,
    'Bearer error="insufficient_user_authentication", error_description="a stronger way of signing in is needed", scope="write", acr_values="urn:example:mfa", max_age="60"',
  ])
})

test('a refusal of the scope says nothing of how to sign in', async () => {
  const needs = { acr_values: [MFA], scope: ['read', 'write'] }
  assert.deepEqual(await answerTo(needs, { acr: MFA }), [
    403,
    'Bearer error="insufficient_scope", error_description="the access token does not allow this", scope="read write"',
  ])
})

test('a step-up is refused with a stable code, the section, expected and found', async () => {
  const { api } = createScene()
  const token = await tokenOf({ claims: { acr: 'low', auth_time: NOW - 100 } })
  await assert.rejects(api.verify(token, { acr_values: ['high', 'higher'] }), {
    code: 'acr_insufficient',
    status: 401,
    error: 'insufficient_user_authentication',
    section: 'RFC 9470 §3',
    expected: 'high higher',
    found: 'low',
    acr_values: ['high', 'higher'],
  })
  await assert.rejects(api.verify(token, { max_age: 60 }), {
    code: 'authentication_too_old',
    found: String(NOW - 100),
    max_age: 60,
  })
})

test('scope may be in other claims, as text or as a list; words of several are added up', async () => {
  const claims = { scope: undefined, scp: 'read write', roles: ['admin', 5] }
  const scopeWith = async (scope_claims: readonly string[]) =>
    (await createScene({ scope_claims }).api.verify(await tokenOf({ claims }))).scope
  assert.deepEqual(await scopeWith(['scp']), ['read', 'write'])
  assert.deepEqual(await scopeWith(['scp', 'roles']), ['read', 'write', 'admin'])
  assert.deepEqual(await scopeWith(['scope']), [])
  assert.deepEqual(await scopeWith([]), [])
})
