import assert from 'node:assert/strict'
import type { Flow } from '../support/flow.ts'
import { listIn, textIn } from '../support/http.ts'
import { completeLogin, logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { type Asked, requestOf } from '../support/request.ts'
import { fetchUserinfo, type USERINFO_CALLS } from '../support/userinfo.ts'
import { asksFor, hasAccessToken } from '../support/variant.ts'

const succeeds = (module: string, checks: string, over: Asked): Module => ({
  module,
  checks,
  run: async (flow) => {
    await logIn(flow, over)
  },
})

const userinfo = (module: string, checks: string, call: keyof typeof USERINFO_CALLS): Module => ({
  module,
  checks,
  applies: hasAccessToken,
  run: async (flow) => {
    const { access_tokens, sub } = await logIn(flow)
    for (const token of access_tokens)
      assert.equal((await fetchUserinfo(flow, token, call)).sub, sub)
  },
})

const hasCodeAlone = ({ response_type }: Flow['variant']) =>
  ['code', 'code id_token'].includes(response_type)

/** The whole flow, as usual. */
export const SERVER: Module = succeeds(
  'oidcc-server',
  'the whole flow: response, hashes, both ID Tokens, token response, UserInfo, entropy; no claim that nobody asked for',
  {},
)

/** Logins that must simply succeed, whatever is added to the request. */
export const HAPPY_FLOWS: readonly Module[] = [
  SERVER,
  {
    module: 'oidcc-idtoken-signature',
    checks: 'without a registered alg every ID Token is signed RS256, and its header has a kid',
    run: async (flow) => {
      const { id_tokens } = await logIn(flow)
      for (const { header } of id_tokens) {
        assert.equal(header.alg, 'RS256')
        assert.ok(header.kid)
      }
    },
  },
  userinfo('oidcc-userinfo-get', 'UserInfo by GET: 200, JSON, the same sub', 'get'),
  userinfo('oidcc-userinfo-post-header', 'the same by POST, token in the header', 'post_header'),
  userinfo('oidcc-userinfo-post-body', 'the same by POST, token in the form', 'post_body'),
  {
    module: 'oidcc-alternate-happy-flow',
    checks: 'the order of parameters and of scopes does not matter',
    applies: hasCodeAlone,
    run: async (flow) => {
      const request = requestOf(flow, { scope: 'profile openid' })
      await logIn(flow, Object.fromEntries(Object.entries(request).reverse()))
    },
  },
  succeeds('oidcc-display-page', 'display=page succeeds', { display: 'page' }),
  succeeds('oidcc-display-popup', 'display=popup succeeds', { display: 'popup' }),
  succeeds(
    'oidcc-ensure-request-with-unknown-parameter-succeeds',
    'an unknown parameter is ignored',
    { extra: 'foobar' },
  ),
  succeeds('oidcc-login-hint', 'login_hint succeeds', { login_hint: 'jane' }),
  succeeds('oidcc-ui-locales', 'ui_locales of no language of ours succeeds', { ui_locales: 'se' }),
  succeeds('oidcc-claims-locales', 'claims_locales succeeds', { claims_locales: 'se' }),
  {
    module: 'oidcc-ensure-request-with-acr-values-succeeds',
    checks: 'every ID Token has an acr, one of those asked for',
    run: async (flow) => {
      const advertised = listIn(flow.discovered.metadata, 'acr_values_supported')
      const { id_tokens } = await logIn(flow, { acr_values: advertised.join(' ') })
      for (const { claims } of id_tokens) assert.ok(advertised.includes(textIn(claims, 'acr')))
    },
  },
  {
    module: 'oidcc-ensure-post-request-succeeds',
    checks: 'the authorization endpoint takes POST, and answers in time',
    run: async (flow) => {
      const { authorization_endpoint } = flow.discovered.metadata
      const request = requestOf(flow)
      const init = { method: 'POST', body: new URLSearchParams(request) }
      const visit = await flow.browser.visit(String(authorization_endpoint), init)
      await completeLogin(flow, request, visit)
    },
  },
  {
    module: 'oidcc-server-client-secret-post',
    checks: 'client_secret_post is advertised and works',
    wanted: () => ({
      metadata: { token_endpoint_auth_method: 'client_secret_post' },
      by_hand: 'post',
    }),
    applies: (variant) => asksFor(variant, 'code'),
    run: async (flow) => {
      assert.equal(flow.client.token_endpoint_auth_method, 'client_secret_post')
      await logIn(flow)
    },
  },
  {
    module: 'oidcc-ensure-request-without-nonce-succeeds-for-code-flow',
    checks: 'without an ID Token in front no nonce is needed, and the ID Token has none',
    applies: (variant) => !asksFor(variant, 'id_token'),
    run: async (flow) => {
      const { id_tokens } = await logIn(flow, { nonce: undefined })
      for (const { claims } of id_tokens) assert.equal('nonce' in claims, false)
    },
  },
]
