import assert from 'node:assert/strict'
import type { Login } from '../support/login.ts'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { waitSeconds } from '../support/wait.ts'

const authTimes = ({ id_tokens }: Login): readonly number[] =>
  id_tokens.map(({ claims }) => Number(claims.auth_time))

/** The one time of authentication that every ID Token of a login says. */
const authTimeOf = (login: Login): number => {
  const [first] = authTimes(login)
  assert.ok(first !== undefined && Number.isInteger(first), 'auth_time is there')
  assert.deepEqual(new Set(authTimes(login)), new Set([first]))
  return first
}

/** Second logins in the same browser. */
export const SESSION_MODULES: readonly Module[] = [
  {
    module: 'oidcc-prompt-login',
    verdict: 'REVIEW',
    waits: 1,
    checks: 'prompt=login: the login page again, and a later auth_time',
    run: async (flow) => {
      const first = await logIn(flow)
      await waitSeconds(1.1)
      const second = await logIn(flow, { prompt: 'login' })
      assert.deepEqual(second.shown, ['login'])
      assert.ok(authTimeOf(second) > authTimeOf(first))
      assert.equal(second.sub, first.sub)
    },
  },
  {
    module: 'oidcc-prompt-none-logged-in',
    checks: 'prompt=none after a login: silent, consent is remembered; same sub and auth_time',
    run: async (flow) => {
      const first = await logIn(flow)
      const second = await logIn(flow, { prompt: 'none' })
      assert.deepEqual(second.shown, [])
      assert.deepEqual([second.sub, authTimeOf(second)], [first.sub, authTimeOf(first)])
    },
  },
  {
    module: 'oidcc-id-token-hint',
    checks: 'prompt=none with id_token_hint: silent; same sub and auth_time',
    run: async (flow) => {
      const first = await logIn(flow)
      const id_token_hint = first.id_tokens.at(-1)?.text
      assert.ok(id_token_hint)
      const second = await logIn(flow, { prompt: 'none', id_token_hint })
      assert.deepEqual(second.shown, [])
      assert.deepEqual([second.sub, authTimeOf(second)], [first.sub, authTimeOf(first)])
    },
  },
  {
    module: 'oidcc-max-age-1',
    verdict: 'REVIEW',
    checks:
      'max_age=1 after two seconds: the login page again; a later auth_time in every ID Token',
    run: async (flow) => {
      const first = await logIn(flow)
      await waitSeconds(2)
      const second = await logIn(flow, { max_age: '1' })
      assert.deepEqual(second.shown, ['login'])
      const auth_time = authTimeOf(second)
      assert.ok(auth_time > authTimeOf(first))
      assert.ok(Math.abs(Date.now() / 1000 - auth_time) < 60)
    },
  },
  {
    module: 'oidcc-max-age-10000',
    checks: 'max_age=15000, then 10000: no login page; the same auth_time in every ID Token',
    run: async (flow) => {
      const first = await logIn(flow, { max_age: '15000' })
      const second = await logIn(flow, { max_age: '10000' })
      assert.deepEqual(second.shown, [])
      assert.equal(authTimeOf(second), authTimeOf(first))
    },
  },
]
