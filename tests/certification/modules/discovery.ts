import assert from 'node:assert/strict'
import type { Flow } from '../support/flow.ts'
import { type Json, listIn, textIn } from '../support/http.ts'
import { METADATA_NAMES } from '../support/metadata-names.ts'
import type { Module } from '../support/module.ts'

const includesAll = (metadata: Json, name: string, values: readonly string[]) => {
  const listed = listIn(metadata, name)
  for (const value of values) assert.ok(listed.includes(value), `${name}: ${value}`)
}

/** The words of a response type are in any order. */
const sorted = (text: string) => text.split(' ').sort().join(' ')

const checkAddresses = (metadata: Json) => {
  for (const name of Object.keys(metadata).filter((one) => /(_endpoint|_uri|_iframe)$/.test(one)))
    assert.equal(new URL(textIn(metadata, name)).protocol, 'https:', name)
}

const checkIssuer = ({ provider, discovered }: Flow) => {
  const issuer = new URL(textIn(discovered.metadata, 'issuer'))
  assert.equal(issuer.protocol, 'https:')
  assert.deepEqual([issuer.search, issuer.hash], ['', ''])
  assert.equal(discovered.metadata.issuer, provider.issuer, 'no slash more or less')
}

const checkLists = (metadata: Json) => {
  for (const [name, value] of Object.entries(metadata))
    if (name.endsWith('_supported') && typeof value !== 'boolean')
      assert.ok(listIn(metadata, name).length > 0, name)
  includesAll(metadata, 'subject_types_supported', ['public', 'pairwise'])
  includesAll(metadata, 'id_token_signing_alg_values_supported', ['RS256'])
  includesAll(metadata, 'request_object_signing_alg_values_supported', ['RS256'])
  includesAll(metadata, 'scopes_supported', ['openid'])
  includesAll(metadata, 'claims_supported', ['sub', 'name', 'email'])
  includesAll(metadata, 'code_challenge_methods_supported', ['S256'])
  for (const tag of listIn(metadata, 'ui_locales_supported'))
    assert.deepEqual(Intl.getCanonicalLocales(tag), [tag])
}

/** What the provider says of itself. */
export const DISCOVERY: Module = {
  module: 'oidcc-discovery-endpoint-verification',
  checks:
    '200 JSON; issuer exact; registered names only; https everywhere; RS256, subject types, scopes and claims listed; BCP 47 locales; whether request_uri works is said',
  run: async (flow) => {
    const { metadata } = flow.discovered
    checkIssuer(flow)
    checkAddresses(metadata)
    checkLists(metadata)
    textIn(metadata, 'userinfo_endpoint')
    for (const name of ['request_parameter_supported', 'request_uri_parameter_supported'])
      assert.equal(typeof metadata[name], 'boolean', name)
    const unknown = Object.keys(metadata).filter((name) => !METADATA_NAMES.includes(name))
    assert.deepEqual(unknown, [])
  },
}

/** The same, with what a dynamic provider must have (Discovery §3). */
export const DYNAMIC_DISCOVERY: Module = {
  module: 'oidcc-discovery-endpoint-verification (dynamic)',
  checks:
    'code, id_token and id_token token; authorization_code and implicit; a registration_endpoint',
  run: async (flow) => {
    const { metadata } = flow.discovered
    const types = listIn(metadata, 'response_types_supported').map(sorted)
    for (const type of ['code', 'id_token', 'id_token token'])
      assert.ok(types.includes(sorted(type)), type)
    includesAll(metadata, 'grant_types_supported', ['authorization_code', 'implicit'])
    textIn(metadata, 'registration_endpoint')
  },
}
