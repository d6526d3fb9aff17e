import assert from 'node:assert/strict'
import { test } from 'node:test'
import { halfHash } from './id-token.ts'
import { type Hashable, type Issuers, issue } from './issue.ts'

/** Issuers that write down what they are given. */
const given = () => {
  const calls: (readonly [string, Hashable])[] = []
  const issuer =
    (name: string, parameters: Readonly<Record<string, string | number>>) =>
    async (hashable: Hashable) => {
      calls.push([name, hashable])
      return parameters
    }
  const issuers: Issuers = {
    code: issuer('code', { code: 'a-code' }),
    token: issuer('token', { access_token: 'a-token', token_type: 'Bearer', expires_in: 300 }),
    refresh_token: issuer('refresh_token', { refresh_token: 'a-refresh-token' }),
    id_token: issuer('id_token', { id_token: 'an-id-token' }),
  }
  return { issuers, calls }
}

// biome-ignore format: a table
const ROWS = [
  // wanted,                                  made in order, each hashing what was made before
  [['code'],                                 [['code', {}]]],
  [['id_token', 'code'],                     [['code', {}], ['id_token', { c_hash: 'a-code' }]]],
  [['token', 'code'],                        [['code', {}], ['token', { c_hash: 'a-code' }]]],
  [['id_token', 'token'],                    [['token', {}], ['id_token', { at_hash: 'a-token' }]]],
  [['id_token', 'token', 'code'],            [['code', {}], ['token', { c_hash: 'a-code' }], ['id_token', { c_hash: 'a-code', at_hash: 'a-token' }]]],
  [['id_token', 'refresh_token', 'token'],   [['token', {}], ['refresh_token', { at_hash: 'a-token' }], ['id_token', { at_hash: 'a-token' }]]],
  [[],                                       []],
] as const

test('what is hashed is made before the ID Token that hashes it (Core §3.3.2.11)', async () => {
  for (const [wanted, expected] of ROWS) {
    const { issuers, calls } = given()
    await issue(wanted, issuers)
    assert.deepEqual(calls, expected, wanted.join(' '))
  }
})

test('the parameters of everything issued are one response, and s_hash comes from the state', async () => {
  const { issuers, calls } = given()
  const response = await issue(['code', 'token', 'id_token'], issuers, { s_hash: 'a state' })
  assert.deepEqual(response, {
    code: 'a-code',
    access_token: 'a-token',
    token_type: 'Bearer',
    expires_in: 300,
    id_token: 'an-id-token',
  })
  assert.deepEqual(calls.at(-1), [
    'id_token',
    { s_hash: 'a state', c_hash: 'a-code', at_hash: 'a-token' },
  ])
})

test('the hash claims are those of Core Appendix A', () => {
  const token = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
  assert.equal(halfHash(token, 'RS256'), '77QmUPtjPfzWtF2AnpK9RQ')
  assert.equal(halfHash(token, 'EdDSA'), 'q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM')
})
