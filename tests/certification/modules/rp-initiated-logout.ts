import assert from 'node:assert/strict'
import { decodeJwt, SignJWT } from 'jose'
import { newClientKey } from '../support/client-key.ts'
import type { Flow } from '../support/flow.ts'
import { textIn } from '../support/http.ts'
import { type Login, logIn } from '../support/login.ts'
import {
  checkNotReturned,
  checkReturned,
  checkSignedOut,
  logOut,
  logoutOf,
} from '../support/logout.ts'
import type { Module } from '../support/module.ts'
import { type Asked, randomText } from '../support/request.ts'

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const hintOf = ({ id_tokens }: Login) => id_tokens.at(-1)?.text ?? ''

const unsignedHint = (login: Login) =>
  `${encoded({ alg: 'none' })}.${encoded(decodeJwt(hintOf(login)))}.`

const foreignHint = async (login: Login) => {
  const { privateKey } = await newClientKey()
  const { kid } = login.id_tokens.at(-1)?.header ?? {}
  const header = { alg: 'RS256', kid: String(kid) }
  return new SignJWT(decodeJwt(hintOf(login))).setProtectedHeader(header).sign(privateKey)
}

/** A logout that must not lead anywhere but to a page of our own. */
const staysHere = (
  module: string,
  checks: string,
  {
    status,
    over,
  }: { readonly status: number; readonly over: (flow: Flow, login: Login) => Promise<Asked> },
): Module => ({
  module,
  verdict: 'REVIEW',
  checks,
  run: async (flow) => {
    const login = await logIn(flow)
    const request = logoutOf(flow, login, await over(flow, login))
    checkNotReturned(await logOut(flow, request), status)
  },
})

const refused = (over: (flow: Flow, login: Login) => Promise<Asked>) => ({ status: 400, over })
const asked = (over: Asked) => ({ status: 200, over: async () => over })

const elsewhere = (flow: Flow) => `${flow.provider.suite.origin}/post_logout_redirect/elsewhere`
const withQuery = (flow: Flow) => `${flow.provider.suite.origin}/post_logout_redirect?foo=bar`

const NOTHING: Asked = {
  id_token_hint: undefined,
  post_logout_redirect_uri: undefined,
  state: undefined,
}

const WANTED: Module['wanted'] = ({ suite }) => ({
  metadata: { post_logout_redirect_uris: [`${suite.origin}/post_logout_redirect`] },
  by_hand: 'logout',
})

const MODULES: readonly Module[] = [
  {
    module: 'oidcc-rp-initiated-logout-discovery-endpoint-verification',
    checks: 'an end_session_endpoint of https',
    run: async ({ discovered }) =>
      assert.match(textIn(discovered.metadata, 'end_session_endpoint'), /^https:/),
  },
  {
    module: 'oidcc-rp-initiated-logout',
    checks:
      'back to post_logout_redirect_uri with the state and nothing else; afterwards prompt=none fails',
    run: async (flow) => {
      const request = logoutOf(flow, await logIn(flow))
      const visit = await logOut(flow, request)
      assert.deepEqual(visit.shown, [], 'the person is known by the hint: nobody asks')
      checkReturned(flow, visit, request)
      await checkSignedOut(flow)
    },
  },
  {
    module: 'oidcc-rp-initiated-logout-no-state',
    checks: 'without state nothing is added to post_logout_redirect_uri',
    run: async (flow) => {
      const request = logoutOf(flow, await logIn(flow), { state: undefined })
      checkReturned(flow, await logOut(flow, request), request)
    },
  },
  staysHere(
    'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
    'an unregistered post_logout_redirect_uri: a page, no redirect',
    refused(async (flow: Flow) => ({ post_logout_redirect_uri: elsewhere(flow) })),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
    'a registered one with a query added: a page, no redirect',
    refused(async (flow: Flow) => ({ post_logout_redirect_uri: withQuery(flow) })),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-bad-id-token-hint',
    'a hint that nobody signed: a page, no redirect',
    refused(async (_, login) => ({ id_token_hint: unsignedHint(login) })),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-modified-id-token-hint',
    'a hint that somebody else signed: a page, no redirect',
    refused(async (_, login) => ({ id_token_hint: await foreignHint(login) })),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-no-id-token-hint',
    'without a hint the person is asked, and stays here',
    asked({ id_token_hint: undefined }),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-no-params',
    'without any parameter the person is asked, and told that they are signed out',
    asked(NOTHING),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-only-state',
    'the same with nothing but a state',
    asked({ ...NOTHING, state: randomText(10) }),
  ),
  staysHere(
    'oidcc-rp-initiated-logout-no-post-logout-redirect-uri',
    'with a hint and nowhere to go: signed out, on a page of our own',
    asked({ post_logout_redirect_uri: undefined, state: undefined }),
  ),
]

/** Logouts that a client asks for. */
export const RP_INITIATED_LOGOUT: readonly Module[] = MODULES.map((module) => ({
  ...module,
  wanted: WANTED,
}))
