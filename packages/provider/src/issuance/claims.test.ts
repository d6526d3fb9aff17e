import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPersonClaims, type Wanted } from './claims.ts'

const ALICE: Readonly<Record<string, unknown>> = {
  name: 'Alice',
  'name#fr': 'Alice en français',
  email: 'alice@example.com',
  email_verified: true,
  sub: 'somebody else',
  nonce: 'a nonce',
}
const tenant = { tenant_id: 'default', name: 'Gryphon', created_at: 0 }

/** Who tells all that it knows, whatever it is asked. */
const talkative = { tenant, claims: async () => ALICE }

const found = (wanted: Wanted) => findPersonClaims(talkative, 'alice', wanted)

// biome-ignore format: a table
const WANTED: readonly (readonly [string, Wanted, object])[] = [
  ['nothing',                            { scope: ['openid'] },                                                   {}],
  ['a scope',                            { scope: ['openid', 'email'] },                                          { email: 'alice@example.com', email_verified: true }],
  ['a claim by name',                    { scope: [], asked: { name: {} } },                                      { name: 'Alice' }],
  ['a claim of another value',           { scope: [], asked: { name: { value: 'Bob' } } },                        {}],
  ['that, but the scope wants any',      { scope: ['profile'], asked: { name: { value: 'Bob' } } },               { name: 'Alice' }],
  ['a claim in a language',              { scope: [], asked: { name: {} }, claims_locales: ['fr', 'de'] },        { name: 'Alice', 'name#fr': 'Alice en français' }],
  ['a scope in a language',              { scope: ['profile'], claims_locales: ['fr'] },                          { name: 'Alice', 'name#fr': 'Alice en français' }],
  ['claims of a token',                  { scope: [], asked: { sub: {}, nonce: {} } },                            {}],
]

for (const [what, wanted, expected] of WANTED)
  test(`${what}: just what is wanted is told, whatever is offered (Core §5.4, §5.5)`, async () => {
    assert.deepEqual(await found(wanted), expected)
  })

test('what is asked of the deployment is named, each once (Core §5.2)', async () => {
  const asked: (readonly string[])[] = []
  const claims = async (_: string, __: string, names: readonly string[]) => {
    asked.push(names)
    return {}
  }
  const wanted = { scope: ['email'], asked: { email: {}, sub: {} }, claims_locales: ['fr'] }
  await findPersonClaims({ tenant, claims }, 'alice', wanted)
  assert.deepEqual(asked, [['email', 'email_verified', 'email#fr', 'email_verified#fr']])
})

test('nobody has no claims, and is not somebody without any', async () => {
  const nobody = { tenant, claims: async () => undefined }
  assert.equal(await findPersonClaims(nobody, 'alice', { scope: ['openid'] }), undefined)
})
