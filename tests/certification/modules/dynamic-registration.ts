import assert from 'node:assert/strict'
import { pageOf } from '../support/browser.ts'
import { callbackOf, type Flow, withAnotherClient } from '../support/flow.ts'
import { type Json, jsonOf, textIn } from '../support/http.ts'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { askToRegister, metadataOf, unregister } from '../support/registration.ts'
import { type Asked, authorizeUrl, randomText, requestOf } from '../support/request.ts'

/** Runs with another client than the usual one, and removes it in the end. */
export const withClient = async (
  flow: Flow,
  metadata: Json,
  run: (flow: Flow) => Promise<void>,
): Promise<void> => {
  const other = await withAnotherClient(flow, { metadata })
  try {
    await run(other)
  } finally {
    await unregister(other.client)
  }
}

/** Checks that a registration is refused with 400 and one of these errors. */
export const checkRefused = async (flow: Flow, metadata: Json, errors: readonly string[]) => {
  const usual = metadataOf(flow.variant, callbackOf(flow.provider))
  const answer = await askToRegister(flow.discovered, { ...usual, ...metadata })
  assert.equal(answer.status, 400, answer.text)
  assert.ok(errors.includes(textIn(jsonOf(answer), 'error')), answer.text)
}

const checkPage = async (flow: Flow, over: Asked) => {
  const page = pageOf(await flow.browser.visit(authorizeUrl(flow, requestOf(flow, over))))
  assert.equal(page.status, 400)
}

const withQuery = (flow: Flow) => `${callbackOf(flow.provider)}?foo=bar`

const refusesRedirect = (module: string, checks: string, suffix: string): Module => ({
  module,
  verdict: 'REVIEW',
  checks,
  run: (flow) =>
    withClient(flow, { redirect_uris: [withQuery(flow)] }, (other) =>
      checkPage(other, { redirect_uri: callbackOf(flow.provider) + suffix }),
    ),
})

const shown = (module: string, name: 'logo_uri' | 'policy_uri' | 'tos_uri'): Module => ({
  module,
  verdict: 'REVIEW',
  checks: `${name} is shown on the login page`,
  run: async (flow) => {
    const address = `${flow.provider.suite.origin}/${name}/${randomText(8)}`
    await withClient(flow, { [name]: address }, async (other) => {
      const page = pageOf(await other.browser.look(authorizeUrl(other, requestOf(other))))
      assert.match(page.text, /type="password"/)
      assert.ok(page.text.includes(`"${address}"`))
    })
  },
})

const sector = (flow: Flow, redirect_uris: readonly string[]): Json => {
  const path = `/sectors/${randomText(10)}`
  const served = { content_type: 'application/json', body: JSON.stringify(redirect_uris) }
  const sector_identifier_uri = flow.provider.suite.serve(path, served)
  return { sector_identifier_uri, subject_type: 'pairwise' }
}

/** What clients say of themselves, and how it is taken. */
export const DYNAMIC_REGISTRATION: readonly Module[] = [
  {
    module: 'oidcc-redirect-uri-query-OK',
    checks: 'the query of a registered redirect_uri is kept in the answer',
    run: (flow) =>
      withClient(flow, { redirect_uris: [withQuery(flow)] }, async (other) => {
        await logIn(other)
      }),
  },
  refusesRedirect(
    'oidcc-redirect-uri-query-mismatch',
    'another query than the registered one: a page, no redirect',
    '?foo=baz',
  ),
  refusesRedirect(
    'oidcc-redirect-uri-query-added',
    'more query than the registered one: a page, no redirect',
    '?foo=bar&more=1',
  ),
  {
    module: 'oidcc-redirect-uri-regfrag',
    checks: 'a redirect_uri with a fragment: 400 invalid_redirect_uri',
    run: (flow) =>
      checkRefused(flow, { redirect_uris: [`${callbackOf(flow.provider)}#foobar`] }, [
        'invalid_redirect_uri',
        'invalid_client_metadata',
      ]),
  },
  {
    module: 'oidcc-ensure-redirect-uri-in-authorization-request',
    verdict: 'REVIEW',
    checks: 'two redirect_uris registered and none sent: a page, no redirect',
    run: (flow) => {
      const redirect_uris = [callbackOf(flow.provider), withQuery(flow)]
      return withClient(flow, { redirect_uris }, (other) =>
        checkPage(other, { redirect_uri: undefined }),
      )
    },
  },
  shown('oidcc-registration-logo-uri', 'logo_uri'),
  shown('oidcc-registration-policy-uri', 'policy_uri'),
  shown('oidcc-registration-tos-uri', 'tos_uri'),
  {
    module: 'oidcc-registration-sector-uri',
    checks: 'sector_identifier_uri is fetched, and clients of one sector know a person as the same',
    run: async (flow) => {
      const metadata = sector(flow, [callbackOf(flow.provider)])
      await withClient(flow, metadata, (one) =>
        withClient(flow, metadata, async (other) => {
          const [here, there] = [await logIn(one), await logIn(other)]
          assert.equal(there.sub, here.sub)
          assert.notEqual((await logIn(flow)).sub, here.sub, 'others know them as another')
        }),
      )
    },
  },
  {
    module: 'oidcc-registration-sector-bad',
    checks: 'a sector_identifier_uri that lacks the redirect_uri: 400 invalid_client_metadata',
    run: (flow) =>
      checkRefused(flow, sector(flow, ['https://other.example/']), ['invalid_client_metadata']),
  },
]

/** ID Tokens that nobody signs: not here. */
export const UNSIGNED_ID_TOKEN: Module = {
  module: 'oidcc-idtoken-unsigned',
  verdict: 'SKIPPED',
  checks: 'none is not advertised for ID Tokens; who registers it is refused',
  applies: ({ response_type, registration }) =>
    response_type === 'code' && registration === 'dynamic',
  run: (flow) =>
    checkRefused(flow, { id_token_signed_response_alg: 'none' }, ['invalid_client_metadata']),
}
