import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_CHOICE } from './choice.ts'
import { asksForApi, snippetOf } from './snippet.ts'

const SURROUNDINGS = { issuer: 'https://op.example.com', resource: 'https://api.example.com' }

test('the code shown asks for what was chosen, and for nothing else', () => {
  const code = snippetOf(
    { ...DEFAULT_CHOICE, response_type: 'code token', scope: ['openid'], login_hint: "o'hara" },
    SURROUNDINGS,
  )
  const [, options = ''] = /rp\.begin\(\{\n([\s\S]*?)\n\}\)/.exec(code) ?? []
  assert.deepEqual(options.split('\n'), [
    "  response_type: 'code token',",
    "  response_mode: 'form_post',",
    "  scope: 'openid',",
    "  login_hint: 'o\\'hara',",
  ])
})

test('RFC 8707 §2: the resource is named when something of the API is asked for', () => {
  assert.equal(asksForApi({ ...DEFAULT_CHOICE, scope: ['openid', 'email'] }), false)
  assert.equal(asksForApi({ ...DEFAULT_CHOICE, scope: ['openid', 'read:notes'] }), true)
  assert.match(snippetOf(DEFAULT_CHOICE, SURROUNDINGS), /resource: 'https:\/\/api\.example\.com',/)
})

test('the code shown allows http where the provider is reached by it, and nowhere else', () => {
  const issuer = 'http://localhost:4000'
  const code = snippetOf(DEFAULT_CHOICE, { ...SURROUNDINGS, issuer })
  assert.match(code, /^import \{ allowInsecure, clientSecretBasic, discoverClient \}/)
  assert.match(code, /\}, \{ \[allowInsecure\]: true \}\)/)
  assert.doesNotMatch(snippetOf(DEFAULT_CHOICE, SURROUNDINGS), /allowInsecure/)
})
