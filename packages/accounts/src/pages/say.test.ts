import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html } from 'hono/html'
import { ENGLISH } from './language.ts'

const { say, sayPlain } = ENGLISH

test('a value is escaped, markup is kept', () => {
  assert.equal(String(say('continue', { app: 'A & <b>' })), 'Continue to A &amp; &lt;b&gt;')
  assert.equal(
    String(say('continue', { app: html`<b>${'A&B'}</b>` })),
    'Continue to <b>A&amp;B</b>',
  )
})

test('plain text is not escaped: that happens where it is put', () => {
  assert.equal(sayPlain('continue', { app: 'A & <b>' }), 'Continue to A & <b>')
})

test('a value that looks like a placeholder is only text', () => {
  assert.equal(sayPlain('title', { page: '{tenant}', tenant: 'X' }), '{tenant} · X')
})

test('whatever a value is, it opens no tag and ends no attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (app) => {
      assert.doesNotMatch(String(say('continue', { app })), /[<>"']/)
    }),
  )
})
