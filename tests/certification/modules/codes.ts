import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import type { Flow } from '../support/flow.ts'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { randomText } from '../support/request.ts'
import { checkTokenError, redeem } from '../support/token.ts'
import { callUserinfo } from '../support/userinfo.ts'
import { asksFor } from '../support/variant.ts'
import { waitSeconds } from '../support/wait.ts'

const hasCode = (variant: Flow['variant']) => asksFor(variant, 'code')

/** Codes: once, and bound by PKCE. */
export const CODE_MODULES: readonly Module[] = [
  {
    module: 'oidcc-codereuse',
    checks: 'the second use of a code: 400, JSON, invalid_grant',
    applies: hasCode,
    run: async (flow) => {
      const { code = '' } = await logIn(flow)
      checkTokenError(await redeem(flow, code), 'invalid_grant')
    },
  },
  {
    module: 'oidcc-codereuse-30seconds',
    checks: 'the same 30 seconds later; every access token of that code is dead afterwards',
    waits: 30,
    applies: hasCode,
    run: async (flow) => {
      const { code = '', access_tokens } = await logIn(flow)
      await waitSeconds(30)
      checkTokenError(await redeem(flow, code), 'invalid_grant')
      for (const token of access_tokens) {
        const { status } = await callUserinfo(flow, token)
        assert.ok(status >= 400 && status < 500, `UserInfo answers ${status}`)
      }
    },
  },
  {
    module: 'oidcc-ensure-request-with-valid-pkce-succeeds',
    checks: 'a code_challenge of S256 and its code_verifier are taken',
    applies: ({ response_type }) => ['code', 'code id_token'].includes(response_type),
    run: async (flow) => {
      const code_verifier = randomText(64)
      const code_challenge = hash('sha256', code_verifier, 'base64url')
      const pkce = { code_challenge, code_challenge_method: 'S256' }
      await logIn(flow, pkce, { redeem_with: { code_verifier } })
    },
  },
]
