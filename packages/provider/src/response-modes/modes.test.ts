import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { HttpResponse } from '../http/message.ts'
import { aClient, addressOf } from '../testing/request.ts'
import { ENCODE } from './modes.ts'

const toUri = (redirect_uri: string, client_name = 'Example App') =>
  addressOf({ redirect_uri }, aClient({ redirect_uris: [redirect_uri], client_name }))
const TO = toUri('https://rp.example/callback')

/** Every kind of character that breaks out of something: markup, attributes, URLs, headers. */
const XSS = `"><script>alert('1')</script>&amp;#+%00\r\nSet-Cookie: a=b;\u2028</form>`

const locationOf = ({ headers }: HttpResponse) => String(headers.location)
const bodyOf = ({ body }: HttpResponse) => String(body)

// biome-ignore format: a table
const QUERIES = [
  ['https://rp.example/callback',        'https://rp.example/callback?code=a+b&iss=x#_'],
  ['https://rp.example',                 'https://rp.example?code=a+b&iss=x#_'],
  ['https://rp.example/cb?',             'https://rp.example/cb?code=a+b&iss=x#_'],
  ['https://rp.example/cb?tenant=1',     'https://rp.example/cb?tenant=1&code=a+b&iss=x#_'],
  ['https://rp.example/cb?tenant=1&',    'https://rp.example/cb?tenant=1&code=a+b&iss=x#_'],
  ['com.example.app:/callback',          'com.example.app:/callback?code=a+b&iss=x#_'],
] as const

test('PITFALLS 14: query keeps the query there is, and ends in a harmless fragment (RFC 6749 §3.1.2, RFC 9700 §4.1.3)', () => {
  for (const [redirect_uri, location] of QUERIES)
    assert.equal(locationOf(ENCODE.query(toUri(redirect_uri), { code: 'a b', iss: 'x' })), location)
})

test('fragment puts the parameters behind # (Multiple Response Types §2.1)', () => {
  const parameters = { code: 'a b', expires_in: 300, state: 'ü&=#?' }
  assert.equal(
    locationOf(ENCODE.fragment(toUri('https://rp.example/cb?tenant=1'), parameters)),
    'https://rp.example/cb?tenant=1#code=a+b&expires_in=300&state=%C3%BC%26%3D%23%3F',
  )
})

test('PITFALLS 15, 24: redirects are 303, without a Referer, and never kept', () => {
  for (const encode of [ENCODE.query, ENCODE.fragment]) {
    const { status, headers, body } = encode(TO, { code: 'c' })
    const { location, ...others } = headers
    assert.deepEqual([status, body], [303, undefined])
    assert.deepEqual(others, {
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
  }
})

test('whatever the parameters are, a redirect brings exactly them to exactly this address', () => {
  const values = fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(values, (parameters) => {
      const byQuery = new URL(locationOf(ENCODE.query(TO, parameters)))
      const byFragment = new URL(locationOf(ENCODE.fragment(TO, parameters)))
      assert.equal(byQuery.hash, '#_')
      assert.equal(byQuery.origin + byQuery.pathname, TO.redirect_uri)
      assert.equal(byFragment.origin + byFragment.pathname + byFragment.search, TO.redirect_uri)
      assert.deepEqual(Object.fromEntries(byQuery.searchParams), { ...parameters })
      assert.deepEqual(Object.fromEntries(new URLSearchParams(byFragment.hash.slice(1))), {
        ...parameters,
      })
    }),
  )
})

describe('PITFALLS 16: the form_post page (Form Post Response Mode §2)', () => {
  const page = ENCODE.form_post(TO, { code: 'c', state: XSS, iss: 'https://op.example' })

  test('posts the parameters, escaped, to the redirect_uri', () => {
    const form = /<form.*<\/form>/s.exec(bodyOf(page))?.[0]
    assert.equal(
      form,
      '<form method="post" action="https://rp.example/callback">' +
        '<input type="hidden" name="code" value="c">' +
        '<input type="hidden" name="state" value="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;#+%00\r\nSet-Cookie: a=b;\u2028&lt;/form&gt;">' +
        '<input type="hidden" name="iss" value="https://op.example">' +
        '<noscript><p>Press the button to go on.</p></noscript>' +
        '<button type="submit">Continue</button></form>',
    )
  })

  test('shows a name that neither turns the line around nor runs over it', () => {
    const client_name = `Photo\u202E\nmublA\u200B ${'x'.repeat(80)}`
    const { body } = ENCODE.form_post({ ...TO, client: { ...TO.client, client_name } }, {})
    const name = `Photo mublA ${'x'.repeat(47)}…`
    assert.equal(/<title>(.*?)<\/title>/s.exec(String(body))?.[1], `Returning to ${name}`)
    assert.equal(/<h1>(.*?)<\/h1>/s.exec(String(body))?.[1], `Returning to <bdi>${name}</bdi>`)
  })

  test('has one script and one style, and their hashes in the policy', () => {
    const scripts = [...bodyOf(page).matchAll(/<script>(.*?)<\/script>/gs)].map(([, s]) => s)
    const styles = [...bodyOf(page).matchAll(/<style>(.*?)<\/style>/gs)].map(([, s]) => s)
    assert.deepEqual(scripts, ['document.forms[0].submit()'])
    assert.equal(styles.length, 1)
    assert.equal(
      page.headers['content-security-policy'],
      "default-src 'none'; " +
        `script-src 'sha256-${hash('sha256', scripts[0] ?? '', 'base64')}'; ` +
        `style-src 'sha256-${hash('sha256', styles[0] ?? '', 'base64')}'; ` +
        "form-action https://rp.example; frame-ancestors 'none'; base-uri 'none'",
    )
  })

  test('is kept by nobody, framed by nobody, tells nobody where it came from, and leaves popups alone', () => {
    const { 'content-security-policy': _, ...headers } = page.headers
    assert.deepEqual(headers, {
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'unsafe-none',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
  })

  test('has a language, a title and no resource of anyone else', () => {
    assert.match(bodyOf(page), /^<!doctype html><html lang="en">/)
    assert.match(bodyOf(page), /<title>Returning to Example App<\/title>/)
    assert.doesNotMatch(bodyOf(page), /\b(src|href|srcset)=/)
  })

  test("escapes the client's name, and the address", () => {
    const body = bodyOf(ENCODE.form_post(toUri("https://rp.example/cb?a=1&b='2'", XSS), {}))
    assert.ok(body.includes('action="https://rp.example/cb?a=1&amp;b=&#39;2&#39;"'))
    assert.ok(body.includes('<title>Returning to &quot;&gt;&lt;script&gt;'))
    assert.equal(body.match(/<script/g)?.length, 1)
  })

  test('whatever the state is, it adds no element and no attribute', () => {
    const tags = (body: string) => body.match(/<[^>]*>/g)?.length
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (state) => {
        const body = bodyOf(ENCODE.form_post(TO, { state }))
        const value = /name="state" value="([^"]*)">/.exec(body)?.[1] ?? ''
        assert.doesNotMatch(value, /[<>"']/)
        assert.equal(tags(body), tags(bodyOf(ENCODE.form_post(TO, { state: '' }))))
      }),
    )
  })
})

// biome-ignore format: a table
const ORIGINS = [
  ['https://rp.example:8443/cb', 'https://rp.example:8443'],
  ['http://[::1]:3000/cb',       'http:'],
  ['com.example.app:/cb',        'com.example.app:'],
] as const

test('PITFALLS 16, 17: the form_post page may post to the redirect_uri, and nowhere else', () => {
  for (const [redirect_uri, source] of ORIGINS)
    assert.ok(
      String(ENCODE.form_post(toUri(redirect_uri), {}).headers['content-security-policy'])
        .split('; ')
        .includes(`form-action ${source}`),
      redirect_uri,
    )
})
