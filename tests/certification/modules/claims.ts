import assert from 'node:assert/strict'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import { CLAIMS_OF_SCOPE, claimsOf } from '../support/person.ts'
import { hasAccessToken } from '../support/variant.ts'

const scope = (module: string, words: readonly string[]): Module => ({
  module,
  checks: `every standard claim of ${words.join(', ')}: from UserInfo, and not in the ID Token; in the ID Token where nothing else comes`,
  run: async (flow) => {
    const names = words.flatMap((word) => CLAIMS_OF_SCOPE[word] ?? [])
    const requested = hasAccessToken(flow.variant) ? [] : names
    const { userinfos, id_tokens } = await logIn(
      flow,
      { scope: ['openid', ...words].join(' ') },
      { requested },
    )
    const told = userinfos.length > 0 ? userinfos : id_tokens.map(({ claims }) => claims)
    for (const claims of told) {
      for (const [name, value] of Object.entries(claimsOf(flow.browser.username)))
        assert.deepEqual(claims[name], names.includes(name) ? value : undefined, name)
    }
  },
})

/** What is told of the person, and where. */
export const CLAIM_MODULES: readonly Module[] = [
  scope('oidcc-scope-profile', ['profile']),
  scope('oidcc-scope-email', ['email']),
  scope('oidcc-scope-address', ['address']),
  scope('oidcc-scope-phone', ['phone']),
  scope('oidcc-scope-all', ['profile', 'email', 'address', 'phone']),
  {
    module: 'oidcc-claims-essential',
    checks: 'a claim asked for by claims is in UserInfo, and not in the ID Token',
    applies: hasAccessToken,
    run: async (flow) => {
      const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
      const { userinfos, id_tokens } = await logIn(flow, { claims })
      for (const userinfo of userinfos)
        assert.equal(userinfo.name, claimsOf(flow.browser.username).name)
      for (const id_token of id_tokens) assert.equal('name' in id_token.claims, false)
    },
  },
]
