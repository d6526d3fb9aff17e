import assert from 'node:assert/strict'
import { compactVerify, importJWK } from 'jose'
import { formOf } from '../support/browser.ts'
import { callbackOf, type Flow } from '../support/flow.ts'
import { type Json, textIn } from '../support/http.ts'
import { type Login, logIn } from '../support/login.ts'
import { checkReturned, checkSignedOut, logOut, logoutOf } from '../support/logout.ts'
import type { Module } from '../support/module.ts'
import type { TestedProvider } from '../support/provider.ts'
import type { Hit } from '../support/suite-server.ts'
import type { Variant } from '../support/variant.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

const claimsOf = ({ id_tokens }: Login): Json => id_tokens.at(-1)?.claims ?? {}

const checkLogoutToken = async (flow: Flow, login: Login, token: string) => {
  const { keys } = flow.discovered
  const { protectedHeader, payload } = await compactVerify(token, async ({ kid, alg }) => {
    const key = keys.find((one) => one.kid === kid && one.alg === alg)
    assert.ok(key !== undefined)
    return importJWK(key)
  })
  assert.equal(protectedHeader.alg, 'RS256')
  const { iss, aud, iat, exp, jti, events, sub, sid, ...rest } = JSON.parse(
    new TextDecoder().decode(payload),
  )
  const known = claimsOf(login)
  assert.deepEqual([iss, [aud].flat()], [flow.provider.issuer, [flow.client.client_id]])
  assert.ok(Math.abs(iat - Date.now() / 1000) < 60 && exp > iat && typeof jti === 'string')
  assert.deepEqual(events, { [EVENT]: {} })
  assert.deepEqual([sub, sid], [known.sub, known.sid], 'as in the ID Token')
  assert.ok(typeof sid === 'string' && sid !== '')
  assert.deepEqual(rest, {}, 'no nonce, nothing else')
}

const checkDelivery = async (flow: Flow, login: Login, hit: Hit) => {
  const form = formOf(hit)
  assert.deepEqual([...form.keys()], ['logout_token'])
  assert.equal(hit.tls, 'TLSv1.3')
  await checkLogoutToken(flow, login, form.get('logout_token') ?? '')
}

/** The path of a client's own at the suite: that of a client registered by hand is the same each time. */
const pathOf = (kind: string, { registration, response_type }: Variant) =>
  `/${kind}/${registration}/${response_type.replaceAll(' ', '-')}`

const addressOf = ({ suite }: TestedProvider, kind: string, variant: Variant) =>
  suite.origin + pathOf(kind, variant)

const flags = (flow: Flow, kind: 'backchannel' | 'frontchannel') => {
  const { metadata } = flow.discovered
  assert.equal(metadata[`${kind}_logout_supported`], true)
  assert.equal(metadata[`${kind}_logout_session_supported`], true)
  textIn(metadata, 'end_session_endpoint')
}

const discovery = (kind: 'backchannel' | 'frontchannel'): Module => ({
  module: `oidcc-${kind}-logout-discovery-endpoint-verification`,
  checks: `${kind}_logout_supported and ${kind}_logout_session_supported are true; an end_session_endpoint`,
  wanted: () => ({ by_hand: 'logout' }),
  run: async (flow) => flags(flow, kind),
})

const signOutAndBack = async (flow: Flow, login: Login) => {
  const request = logoutOf(flow, login)
  checkReturned(flow, await logOut(flow, request), request)
  await checkSignedOut(flow)
}

const backchannelLogout: Module = {
  module: 'oidcc-backchannel-rp-initiated-logout',
  checks:
    'a POST with logout_token alone, over TLS 1.3: signed, iss, aud, iat, jti, events, the sub and sid of the ID Token, no nonce',
  wanted: (provider, variant) => ({
    metadata: {
      post_logout_redirect_uris: [`${provider.suite.origin}/post_logout_redirect`],
      backchannel_logout_uri: addressOf(provider, 'backchannel', variant),
      backchannel_logout_session_required: true,
    },
    by_hand: 'backchannel',
  }),
  run: async (flow) => {
    const login = await logIn(flow)
    const told = flow.provider.suite.firstHit(pathOf('backchannel', flow.variant))
    await signOutAndBack(flow, login)
    await checkDelivery(flow, login, await told)
  },
}

const frontchannelLogout: Module = {
  module: 'oidcc-frontchannel-rp-initiated-logout',
  checks: 'the registered address in a frame, with iss and the sid of the ID Token',
  wanted: (provider, variant) => ({
    metadata: {
      post_logout_redirect_uris: [`${provider.suite.origin}/post_logout_redirect`],
      frontchannel_logout_uri: addressOf(provider, 'frontchannel', variant),
      frontchannel_logout_session_required: true,
    },
    by_hand: 'frontchannel',
  }),
  run: async (flow) => {
    const login = await logIn(flow)
    await signOutAndBack(flow, login)
    const [hit] = flow.provider.suite.hits(pathOf('frontchannel', flow.variant))
    assert.ok(hit !== undefined)
    const { searchParams } = new URL(hit.target, callbackOf(flow.provider))
    const { sid } = claimsOf(login)
    assert.deepEqual(Object.fromEntries(searchParams), { iss: flow.provider.issuer, sid })
  },
}

/** Clients that are told behind the browser's back. */
export const BACKCHANNEL_LOGOUT: readonly Module[] = [discovery('backchannel'), backchannelLogout]

/** Clients that are told through the browser. */
export const FRONTCHANNEL_LOGOUT: readonly Module[] = [
  discovery('frontchannel'),
  frontchannelLogout,
]
