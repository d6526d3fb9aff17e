import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, shown, wordsOf } from './gallery-read.ts'

describe('sign-up', () => {
  test('the sign-in page leads to it only where it is open', () => {
    const link = '<a href="/interaction/flow-1?ticket=sealed-ticket&amp;show=create">'
    assert.ok(bodyOf('sign-in-or-create').includes(link))
    assert.doesNotMatch(bodyOf('sign-in'), /show=create/)
  })

  test('each fault is told at its field, and what was typed is still there but the password', () => {
    const page = bodyOf('create-faults')
    for (const field of ['name', 'username', 'password']) {
      const [input = ''] = new RegExp(`<input id="${field}"[^>]*>`).exec(page) ?? []
      assert.match(input, new RegExp(`aria-describedby="[^"]*\\b${field}-problem"`))
      assert.match(input, /aria-invalid="true"/)
      assert.match(page, new RegExp(`<p class="fault" id="${field}-problem">`))
    }
    assert.match(page, /<input id="username"[^>]* value="ada"/)
    assert.match(page, /<input id="password"[^>]* value=""/)
    assert.match(page, /<title>Error: Create your account/)
  })

  test('the first field that is wrong or empty has the focus', () => {
    assert.match(bodyOf('create'), /<input id="name"[^>]* autofocus>/)
    assert.match(bodyOf('create-paused'), /<input id="password"[^>]* autofocus>/)
  })

  test('too many at once: 429, and how long to wait (RFC 6585 §4)', () => {
    const { status, headers } = shown('create-paused')
    assert.deepEqual([status, headers['retry-after']], [429, '90'])
    assert.match(wordsOf('create-paused'), /Wait 2 minutes, then try again/)
  })
})
