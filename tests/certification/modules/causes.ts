import assert from 'node:assert/strict'
import { checkError, whereOf } from '../support/authorization-response.ts'
import { landingOf } from '../support/browser.ts'
import { jsonOf, textIn } from '../support/http.ts'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { type Asked, authorizeUrl, requestOf } from '../support/request.ts'
import { redeem } from '../support/token.ts'
import { asksFor } from '../support/variant.ts'

/** 128 and 43 characters, each with the four that are no letters (RFC 3986 §2.3). */
const STATE = '-._~aB3-'.repeat(16)
const NONCE = `${'~nonce.with-all_4'.repeat(2)}-._~-._~9`

/** Requests that are wrong, with what may not come back in a description (RFC 6749 §4.1.2.1). */
const HOSTILE: readonly Asked[] = [
  { prompt: '"quoted"' },
  { prompt: 'none\\login' },
  { id_token_hint: 'ünïcode' },
  { max_age: '1\r\nset-cookie: a=b' },
  { claims: '{"userinfo":"\t"}' },
]

/** What no module of the suite does by itself, though a provider can fail by it. */
export const CAUSES: readonly Module[] = [
  {
    module: 'state and nonce of unreserved characters',
    checks: 'a state of 128 characters and a nonce, both with -._~, come back unaltered',
    run: async (flow) => {
      const { parameters } = await logIn(flow, { state: STATE, nonce: NONCE })
      assert.equal(parameters.get('state'), STATE)
    },
  },
  {
    module: 'no state',
    checks: 'without state there is none in the answer, and no s_hash in the ID Token',
    run: async (flow) => {
      const { parameters, id_tokens } = await logIn(flow, { state: undefined })
      assert.equal(parameters.get('state'), null)
      for (const { claims } of id_tokens) assert.equal('s_hash' in claims, false)
    },
  },
  {
    module: 'a wrong client_secret',
    checks: '401 invalid_client with a challenge, as JSON; the code can be used after it',
    applies: (variant) => asksFor(variant, 'code'),
    run: async (flow) => {
      const request = requestOf(flow)
      const code = landingOf(await flow.browser.visit(authorizeUrl(flow, request))).parameters.get(
        'code',
      )
      const stranger = { ...flow, client: { ...flow.client, client_secret: 'a-wrong-secret' } }
      const refused = await redeem(stranger, code ?? '')
      assert.equal(refused.status, 401)
      assert.equal(textIn(jsonOf(refused), 'error'), 'invalid_client')
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic /)
      assert.equal((await redeem(flow, code ?? '')).status, 200)
    },
  },
  {
    module: 'hostile values',
    checks:
      'an error_description has no quote, backslash, line break or letter beyond ASCII, whatever was sent',
    run: async (flow) => {
      for (const over of HOSTILE) {
        const request = requestOf(flow, over)
        const landing = landingOf(await flow.browser.visit(authorizeUrl(flow, request)))
        assert.ok(landing.parameters.get('error_description'), JSON.stringify(over))
        const errors = ['invalid_request']
        checkError(flow, landing, { request, where: whereOf(flow.variant), errors })
      }
    },
  },
]
