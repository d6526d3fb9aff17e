import assert from 'node:assert/strict'
import { checkEntropy } from '../support/entropy.ts'
import type { Flow } from '../support/flow.ts'
import { withAnotherClient } from '../support/flow.ts'
import { listIn, textIn } from '../support/http.ts'
import { checkHash, checkIdToken } from '../support/id-token.ts'
import { type Login, logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { unregister } from '../support/registration.ts'
import type { Asked } from '../support/request.ts'
import { callToken, checkTokenError, checkTokenResponse } from '../support/token.ts'
import { fetchUserinfo } from '../support/userinfo.ts'
import { asksFor } from '../support/variant.ts'

/** What a request must have to be given a refresh token, as the suite decides it. */
const OFFLINE: Asked = { scope: 'openid offline_access', prompt: 'consent' }

/** 43 characters, with the four that are no letters. */
const NONCE = 'AAAAAAAAAA-BBBBBBBBB.CCCCCCCCC_DDDDDDDDD~EE'

const refreshTokenOf = ({ token_response = {} }: Login): string => {
  const token = textIn(token_response, 'refresh_token')
  checkEntropy(token)
  return token
}

const checkRefreshed = async (flow: Flow, login: Login, more: Readonly<Record<string, string>>) => {
  const refresh_token = refreshTokenOf(login)
  const answer = await callToken(flow, { grant_type: 'refresh_token', refresh_token, ...more })
  const json = checkTokenResponse(answer)
  const access_token = textIn(json, 'access_token')
  assert.equal((await fetchUserinfo(flow, access_token)).sub, login.sub)
  if (json.id_token === undefined) return
  const first = login.id_tokens.at(-1)?.claims ?? {}
  const id_token = await checkIdToken(textIn(json, 'id_token'), {
    discovered: flow.discovered,
    client_id: flow.client.client_id,
    nonce: undefined,
    requested: [],
  })
  checkHash(id_token, 'at_hash', access_token)
  const { claims } = id_token
  for (const name of ['iss', 'sub', 'aud', 'azp', 'auth_time'])
    assert.deepEqual(claims[name], first[name], name)
  assert.ok(Number(claims.iat) >= Number(first.iat))
}

const WANTED = {
  metadata: { grant_types: ['authorization_code', 'implicit', 'refresh_token'] },
}

/** Refresh tokens of two clients. */
export const REFRESH: Module = {
  module: 'oidcc-refresh-token',
  checks:
    'refresh with and without scope: 200, no-store, Bearer, expires_in, the original auth_time; the new token works; another client gets invalid_grant; a nonce with -._~ is kept',
  wanted: () => WANTED,
  applies: (variant) => asksFor(variant, 'code'),
  run: async (flow) => {
    const { metadata } = flow.discovered
    assert.ok(listIn(metadata, 'scopes_supported').includes('offline_access'))
    assert.ok(listIn(metadata, 'grant_types_supported').includes('refresh_token'))
    const first = await logIn(flow, OFFLINE)
    await checkRefreshed(flow, first, { scope: 'openid offline_access' })
    const other = await withAnotherClient(flow, { ...WANTED, by_hand: 'second' })
    assert.notEqual(other.client.client_id, flow.client.client_id)
    try {
      const second = await logIn(other, { ...OFFLINE, nonce: NONCE })
      const stolen = { grant_type: 'refresh_token', refresh_token: refreshTokenOf(second) }
      checkTokenError(await callToken(flow, stolen), 'invalid_grant')
      await checkRefreshed(other, second, {})
    } finally {
      if (flow.variant.registration === 'dynamic') await unregister(other.client)
    }
  },
}
