import assert from 'node:assert/strict'
import { compactVerify, importJWK } from 'jose'
import { type ClientKey, newClientKey, signed } from '../support/client-key.ts'
import { discover } from '../support/discovery.ts'
import type { Flow } from '../support/flow.ts'
import { textIn } from '../support/http.ts'
import { completeLogin, type Login, logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { authorizeUrl, randomText, requestOf } from '../support/request.ts'
import { assertionOf, callToken, checkTokenResponse } from '../support/token.ts'
import { callUserinfo, fetchUserinfo } from '../support/userinfo.ts'
import { waitSeconds } from '../support/wait.ts'
import { withClient } from './dynamic-registration.ts'

/** How often a provider may fetch a client's keys, at least: the suite waits so long where it is told to. */
const REFRESH_DELAY = 11

const serveKeys = ({ provider }: Flow, path: string, keys: readonly ClientKey[]) =>
  provider.suite.serve(path, {
    content_type: 'application/json',
    body: JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }),
  })

/** A client that proves who it is by a key that it publishes. */
const byKeysAt = (jwks_uri: string) => ({
  jwks: undefined,
  jwks_uri,
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
})

const refresh = async (flow: Flow, { token_response = {} }: Login, key: ClientKey) => {
  const refresh_token = textIn(token_response, 'refresh_token')
  const proof = await assertionOf(flow, { key })
  const answer = await callToken(flow, { grant_type: 'refresh_token', refresh_token, ...proof })
  return textIn(checkTokenResponse(answer), 'access_token')
}

/** Keys of clients and of the provider, and what is signed with them. */
export const DYNAMIC_KEYS: readonly Module[] = [
  {
    module: 'oidcc-idtoken-rs256',
    checks: 'an ID Token that is registered for RS256 is signed so',
    run: (flow) =>
      withClient(flow, { id_token_signed_response_alg: 'RS256' }, async (other) => {
        for (const { header } of (await logIn(other)).id_tokens) assert.equal(header.alg, 'RS256')
      }),
  },
  {
    module: 'oidcc-registration-jwks-uri',
    checks: 'private_key_jwt with keys that are fetched from jwks_uri',
    run: async (flow) => {
      const key = await newClientKey('one')
      const path = `/jwks/${randomText(10)}`
      await withClient(flow, byKeysAt(serveKeys(flow, path, [key])), async (other) => {
        await logIn(other, {}, { redeem_with: await assertionOf(other, { key }) })
      })
      assert.ok(flow.provider.suite.hits(path).length >= 1)
    },
  },
  {
    module: 'oidcc-ensure-client-assertion-with-iss-aud-succeeds',
    checks: 'a client assertion may be for the issuer, the token endpoint, or both',
    run: async (flow) => {
      const { issuer } = flow.provider
      const token_endpoint = textIn(flow.discovered.metadata, 'token_endpoint')
      for (const aud of [issuer, token_endpoint, [token_endpoint, issuer]])
        await logIn(flow, {}, { redeem_with: await assertionOf(flow, { aud }) })
    },
  },
  {
    module: 'oidcc-refresh-token-rp-key-rotation',
    checks:
      'after a client has changed its keys, an assertion with the new kid is taken: jwks_uri is fetched again',
    waits: REFRESH_DELAY,
    run: async (flow) => {
      const [old, fresh] = [await newClientKey('old'), await newClientKey('fresh')]
      const path = `/jwks/${randomText(10)}`
      await withClient(flow, byKeysAt(serveKeys(flow, path, [old])), async (other) => {
        const offline = { scope: 'openid offline_access', prompt: 'consent' }
        const redeem_with = await assertionOf(other, { key: old })
        const login = await logIn(other, offline, { redeem_with })
        serveKeys(flow, path, [fresh])
        await waitSeconds(REFRESH_DELAY)
        await fetchUserinfo(other, await refresh(other, login, fresh))
      })
    },
  },
  {
    module: 'oidcc-server-rotate-keys',
    checks: 'when the provider announces new keys, the old ones stay, and logins go on',
    waits: 12,
    // One announcement at a time.
    applies: ({ response_type }) => response_type === 'code id_token',
    run: async (flow) => {
      const before = flow.discovered.keys.map(({ kid }) => kid)
      await flow.provider.rotateKeys()
      await waitSeconds(12)
      const discovered = await discover(flow.provider.issuer)
      const after = discovered.keys.map(({ kid }) => kid)
      for (const kid of before) assert.ok(after.includes(kid), 'an old key is gone')
      assert.ok(after.length > before.length, 'new keys are there')
      await logIn({ ...flow, discovered })
    },
  },
  {
    module: 'oidcc-request-uri-signed-rs256',
    checks:
      'a request object signed RS256 at a request_uri that was registered is fetched and counts',
    run: async (flow) => {
      const { suite } = flow.provider
      const path = `/request-objects/${randomText(10)}`
      const request_uri = `${suite.origin}${path}`
      await withClient(flow, { request_uris: [request_uri] }, async (other) => {
        const meant = requestOf(other)
        suite.serve(path, { content_type: 'application/jwt', body: await signed(meant) })
        const { client_id, response_type, scope } = meant
        const sent = { client_id, response_type, scope, request_uri } as Record<string, string>
        const visit = await other.browser.visit(authorizeUrl(other, sent))
        await completeLogin(other, meant, visit)
      })
      assert.ok(suite.hits(path).length >= 1)
    },
  },
  {
    module: 'oidcc-userinfo-rs256',
    checks: 'UserInfo as a JWT: application/jwt, signed RS256, with iss and aud',
    run: (flow) =>
      withClient(flow, { userinfo_signed_response_alg: 'RS256' }, async (other) => {
        const { access_tokens, sub } = await logIn(other, {}, { userinfo: 'as it is' })
        const answer = await callUserinfo(other, access_tokens.at(-1) ?? '')
        assert.equal(answer.status, 200)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/jwt(;|$)/)
        const key = flow.discovered.keys.find(({ alg }) => alg === 'RS256')
        assert.ok(key !== undefined)
        const { payload, protectedHeader } = await compactVerify(answer.text, await importJWK(key))
        assert.equal(protectedHeader.alg, 'RS256')
        const claims = JSON.parse(new TextDecoder().decode(payload))
        assert.deepEqual(
          [claims.iss, [claims.aud].flat(), claims.sub],
          [flow.provider.issuer, [other.client.client_id], sub],
        )
      }),
  },
]
