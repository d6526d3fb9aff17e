import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import { AccessError } from '../errors.ts'
import {
  CLAIMS,
  createScene,
  createTestKey,
  FOREIGN_KEY,
  ISSUER,
  KEY,
  NOW,
} from '../testing/scene.ts'

const ENDPOINT = `${ISSUER}/introspect`
const RSA = await createTestKey('RS256', KEY.kid)
const SAID = { active: true, ...CLAIMS }

type Values = Readonly<Record<string, unknown>>

/** A signed answer that is good but for what is given. */
const answerOf = ({ claims = {}, header = {}, key = KEY }: Tampering = {}) =>
  new SignJWT({ iss: ISSUER, aud: 'the-api', iat: NOW, token_introspection: SAID, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'token-introspection+jwt', ...header })
    .sign(key.privateKey, { crit: { extension: true } })

interface Tampering {
  readonly claims?: Values
  readonly header?: Values
  readonly key?: typeof KEY
}

const scene = (answer: string) => {
  let accept: unknown
  const fetch = async (url: string, { headers }: RequestInit) => {
    if (url === `${ISSUER}/jwks`) return Response.json({ keys: [KEY.jwk, RSA.jwk] })
    accept = Object(headers).accept
    return new Response(answer)
  }
  const introspection = {
    client_id: 'the-api',
    client_secret: 'a secret',
    introspection_endpoint: ENDPOINT,
    answers: 'signed',
  } as const
  const { api } = createScene({
    algorithms: ['ES256'],
    introspection,
    jwks_uri: `${ISSUER}/jwks`,
    fetch,
  })
  return { api, accepted: () => accept }
}

test('RFC 9701 §4, §5: a signed answer is asked for, verified, and believed', async () => {
  const { api, accepted } = scene(await answerOf())
  assert.equal((await api.verify('an-opaque-token')).sub, '248289761001')
  assert.equal(accepted(), 'application/token-introspection+jwt')
  const list = scene(await answerOf({ claims: { aud: ['other', 'the-api'] } }))
  assert.equal((await list.api.verify('an-opaque-token')).sub, '248289761001')
})

// biome-ignore format: a table
const BAD: readonly (readonly [what: string, tampering: Tampering, why: RegExp])[] = [
  ['of another type',         { header: { typ: 'at+jwt' } }, /^the answer is a JWT of another type$/],
  ['of no type',              { header: { typ: undefined } }, /^the answer is a JWT of another type$/],
  ['by another key',          { key: FOREIGN_KEY }, /signature/],
  ['by an unknown key',       { header: { kid: 'unknown' } }, /unknown key/],
  ['with crit',               { header: { crit: ['extension'], extension: 1 } }, /^the answer asks for something that is not understood$/],
  ['of another issuer',       { claims: { iss: 'https://evil.example' } }, /^the answer is of another issuer$/],
  ['for another API',         { claims: { aud: 'another' } }, /^the answer is for another API$/],
  ['for nobody',              { claims: { aud: undefined } }, /^the answer is for another API$/],
  ['about nothing',           { claims: { token_introspection: undefined } }, /^the answer says nothing of the token$/],
  ['about null',              { claims: { token_introspection: null } }, /^the answer says nothing of the token$/],
  ['about a text',            { claims: { token_introspection: 'active' } }, /^the answer says nothing of the token$/],
  ['by an alg that is not accepted', { key: RSA }, /^the algorithm of the answer is not accepted$/],
  ['about a list',            { claims: { token_introspection: [SAID] } }, /^the answer says nothing of the token$/],
]

for (const [what, tampering, why] of BAD)
  test(`RFC 9701 §5: a signed answer ${what} is none: 503`, async () => {
    const { api } = scene(await answerOf(tampering))
    await assert.rejects(api.verify('an-opaque-token'), (error) => {
      assert.ok(error instanceof AccessError, String(error))
      assert.equal(error.code, 'introspection_unavailable')
      assert.match((error.cause as Error).message, why)
      return true
    })
  })

test('RFC 9701 §5: an answer that is not signed is none', async () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: ISSUER, aud: 'the-api', token_introspection: SAID }
  const none = `${part({ alg: 'none', typ: 'token-introspection+jwt' })}.${part(claims)}.`
  // biome-ignore format: a table
  const answers = [
    [JSON.stringify(SAID), 'the answer is no signed JWT'],
    ['',                   'the answer is no signed JWT'],
    [none,                 'the algorithm of the answer is not accepted'],
  ] as const
  for (const [answer, why] of answers)
    await assert.rejects(scene(answer).api.verify('an-opaque-token'), ({ status, cause }) => {
      assert.deepEqual([status, cause.message], [503, why])
      return true
    })
})
