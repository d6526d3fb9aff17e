import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ClaimsRequest, essentialsOf } from './claims-request.ts'
import { createScene } from './testing/scene.ts'

const CLAIMS = {
  userinfo: { email: { essential: true }, name: null },
  id_token: { acr: { essential: true, values: ['urn:mace:silver', 'urn:mace:gold'] } },
} as const

const sentBy = (url: string) => Object.fromEntries(new URL(url).searchParams)

for (const claims of [CLAIMS, JSON.stringify(CLAIMS)])
  test(`Core §5.5: claims given as ${typeof claims} are sent as JSON, and what is essential is kept`, async () => {
    const { url, transaction } = await createScene().rp.begin({ response_type: 'code', claims })
    assert.deepEqual(JSON.parse(sentBy(url).claims ?? ''), CLAIMS)
    assert.deepEqual(transaction.essential_acr, ['urn:mace:silver', 'urn:mace:gold'])
    assert.deepEqual(JSON.parse(JSON.stringify(transaction)), transaction)
  })

// biome-ignore format: a table
const ESSENTIALS: readonly (readonly [what: string, id_token: ClaimsRequest['id_token'] | undefined, kept: object])[] = [
  ['nothing for the ID Token',            undefined,                                                  {}],
  ['a voluntary acr',                     { acr: null },                                              {}],
  ['a voluntary acr of a value',          { acr: { value: 'a' } },                                    {}],
  ['an acr that is not essential',        { acr: { essential: false, values: ['a'] } },               {}],
  ['an essential acr, whatever it is',    { acr: { essential: true } },                               { essential_acr: [] }],
  ['an essential acr of a value',         { acr: { essential: true, value: 'a' } },                   { essential_acr: ['a'] }],
  ['an essential acr of two values',      { acr: { essential: true, values: ['a', 'b'] } },           { essential_acr: ['a', 'b'] }],
  ['an essential auth_time',              { auth_time: { essential: true } },                         { essential_auth_time: true }],
  ['a voluntary auth_time',               { auth_time: null },                                        {}],
  ['another essential claim',             { email: { essential: true } },                             {}],
]

for (const [what, id_token, kept] of ESSENTIALS)
  test(`Core §5.5.1, §5.5.1.1: ${what}`, () => {
    assert.deepEqual(essentialsOf(id_token === undefined ? {} : { id_token }), kept)
  })

test('Core §5.5.1.1: an acr of acr_values is voluntary', async () => {
  const request = { response_type: 'code', acr_values: 'urn:mace:silver' } as const
  const { transaction } = await createScene().rp.begin(request)
  assert.equal(transaction.essential_acr, undefined)
})

for (const claims of ['{', '[]', '"acr"'])
  test(`Core §5.5: claims that are no JSON object are not sent: ${claims}`, async () => {
    await assert.rejects(createScene().rp.begin({ response_type: 'code', claims }), {
      code: 'configuration_invalid',
      section: 'Core §5.5',
    })
  })

test('RFC 9396 §2: a parameter that is a list of objects is sent as JSON', async () => {
  const authorization_details = [{ type: 'payment_initiation', actions: ['initiate'] }]
  const { url } = await createScene().rp.begin({ response_type: 'code', authorization_details })
  assert.deepEqual(JSON.parse(sentBy(url).authorization_details ?? ''), authorization_details)
})

test('a parameter that is a list of texts is sent once for each; one that is of more than texts, as JSON', async () => {
  const resource = ['https://a.example', 'https://b.example']
  const mixed = ['urn:example:a', { type: 'b' }]
  const { url } = await createScene().rp.begin({ response_type: 'code', resource, mixed })
  const { searchParams } = new URL(url)
  assert.deepEqual(searchParams.getAll('resource'), resource)
  assert.deepEqual(searchParams.getAll('mixed'), ['["urn:example:a",{"type":"b"}]'])
})
