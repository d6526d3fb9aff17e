import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../model/grant.ts'
import { parametersOf } from '../model/parameters.ts'
import { refusalOf } from '../testing/request.ts'
import { narrowed, narrowedScope } from './narrow.ts'

const NOTES = 'https://api.example/notes'
const MAIL = 'https://api.example/mail'

const GRANT: Grant = {
  grant_id: 'a-grant',
  client_id: 'app',
  scope: ['openid', 'read', 'write'],
  resource: [NOTES, MAIL],
  sub: 'alice',
  auth_time: 1_800_000_000,
  sid: 'a-sid',
}

const asking = (form: Readonly<Record<string, string>>) => parametersOf(Object.entries(form))

// biome-ignore format: a table
const RESOURCES = [
  ['none: all that were granted', {},                               [NOTES, MAIL]],
  ['an empty one: all',           { resource: '' },                 [NOTES, MAIL]],
  ['one of them',                 { resource: MAIL },               [MAIL]],
  ['one by its synonym',          { audience: NOTES },              [NOTES]],
  ['both, in another order',      { resource: `${MAIL} ${NOTES}` }, [MAIL, NOTES]],
  ['one by each name',            { resource: MAIL, audience: NOTES }, [MAIL, NOTES]],
] as const

for (const [what, form, resource] of RESOURCES)
  test(`a token request may name some of the APIs that were granted (RFC 8707 §2.2): ${what}`, () => {
    assert.deepEqual(narrowed(GRANT, asking(form)), { ...GRANT, resource })
  })

test('an API that was not granted is refused, beside one that was too (RFC 8707 §2.2)', () => {
  for (const resource of ['https://api.example/', `${MAIL} https://evil.example/`])
    assert.equal(
      refusalOf(() => narrowed(GRANT, asking({ resource }))),
      'invalid_target: resource was not granted (RFC 8707 §2.2)',
    )
})

test('a refresh may ask for less scope than was granted, never for more (RFC 6749 §6)', () => {
  assert.deepEqual(narrowedScope(GRANT, asking({})), GRANT)
  assert.deepEqual(narrowedScope(GRANT, asking({ scope: 'read' })), { ...GRANT, scope: ['read'] })
  for (const scope of ['email', 'read email'])
    assert.equal(
      refusalOf(() => narrowedScope(GRANT, asking({ scope }))),
      'invalid_scope: scope was not granted (RFC 6749 §6)',
    )
})
