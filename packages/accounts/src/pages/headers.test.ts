import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pageHeaders } from './headers.ts'

const policyOf = (form_action: string, image?: string) =>
  pageHeaders({ form_action: [form_action], images: image === undefined ? [] : [image] })[
    'content-security-policy'
  ] ?? ''

test('PITFALLS 16, 28: every page has these headers, and no others', () => {
  assert.deepEqual(
    pageHeaders({ form_action: ['https://app.example.com'], images: ['https://cdn.example.com'] }),
    {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src 'self' https://cdn.example.com; form-action 'self' https://app.example.com; frame-ancestors 'none'; base-uri 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'unsafe-none',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'x-robots-tag': 'noindex',
    },
  )
})

for (const [source, allowed] of [
  ['https://app.example.com', "form-action 'self' https://app.example.com;"],
  ['http://127.0.0.1:3000', "form-action 'self' http://127.0.0.1:3000;"],
  ['com.example.app:', "form-action 'self' com.example.app:;"],
  ['http://[::1]:3000', "form-action 'self' http:;"],
  ["https://a.example; script-src 'unsafe-inline'", "form-action 'self';"],
  ['https://a.example,*', "form-action 'self';"],
  ["'unsafe-inline'", "form-action 'self';"],
  ['*', "form-action 'self';"],
  ['', "form-action 'self';"],
] as const)
  test(`PITFALLS 17: ${source || 'nothing'} as target of the form gives ${allowed}`, () => {
    assert.ok(policyOf(source).includes(allowed), policyOf(source))
  })

test('PITFALLS 16: a page that frames may frame precisely what it names', () => {
  const policy = pageHeaders({
    form_action: [],
    images: [],
    frames: ['https://a.example.com', 'https://b.example.com:8443', "'self' *"],
  })['content-security-policy']
  assert.equal(
    policy,
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src https://a.example.com https://b.example.com:8443; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  )
})

test('whatever a source says, the policy keeps its six directives', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (target, image) => {
      const names = policyOf(target, image)
        .split(/[;,]/)
        .map((directive) => directive.trim().split(' ')[0])
      assert.deepEqual(names, [
        'default-src',
        'style-src',
        'img-src',
        'form-action',
        'frame-ancestors',
        'base-uri',
      ])
    }),
  )
})
