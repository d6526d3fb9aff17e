import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import { CLAIMS, createScene, FOREIGN_KEY, ISSUER, KEY, NOW } from '../testing/scene.ts'

const ENDPOINT = `${ISSUER}/introspect`
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
    if (url === `${ISSUER}/jwks`) return Response.json({ keys: [KEY.jwk] })
    accept = Object(headers).accept
    return new Response(answer)
  }
  const introspection = {
    client_id: 'the-api',
    client_secret: 'a secret',
    introspection_endpoint: ENDPOINT,
    answers: 'signed',
  } as const
  const { api } = createScene({ introspection, jwks_uri: `${ISSUER}/jwks`, fetch })
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
const BAD: readonly (readonly [what: string, tampering: Tampering])[] = [
  ['of another type',         { header: { typ: 'at+jwt' } }],
  ['of no type',              { header: { typ: undefined } }],
  ['by another key',          { key: FOREIGN_KEY }],
  ['by an unknown key',       { header: { kid: 'unknown' } }],
  ['with crit',               { header: { crit: ['extension'], extension: 1 } }],
  ['of another issuer',       { claims: { iss: 'https://evil.example' } }],
  ['for another API',         { claims: { aud: 'another' } }],
  ['for nobody',              { claims: { aud: undefined } }],
  ['about nothing',           { claims: { token_introspection: undefined } }],
  ['about a list',            { claims: { token_introspection: [SAID] } }],
]

for (const [what, tampering] of BAD)
  test(`RFC 9701 §5: a signed answer ${what} is none: 503`, async () => {
    const { api } = scene(await answerOf(tampering))
    await assert.rejects(api.verify('an-opaque-token'), { code: 'introspection_unavailable' })
  })

test('RFC 9701 §5: an answer that is not signed is none', async () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: ISSUER, aud: 'the-api', token_introspection: SAID }
  const none = `${part({ alg: 'none', typ: 'token-introspection+jwt' })}.${part(claims)}.`
  for (const answer of [JSON.stringify(SAID), none, ''])
    await assert.rejects(scene(answer).api.verify('an-opaque-token'), { status: 503 })
})
