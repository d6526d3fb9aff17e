import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { showError } from './error-page.ts'
import { errorExample } from './examples.ts'
import { GALLERY, placeAt } from './gallery.ts'
import { bodyOf, HERE, shown, wordsOf } from './gallery-read.ts'

const countOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length

for (const [name, show] of Object.entries(GALLERY))
  describe(`page ${name}`, () => {
    const { headers, body } = show(HERE)
    const page = String(body)

    test('is a document in a language, with a title, one h1 and one main', () => {
      assert.match(page, /^<!doctype html>\n<html lang="en">/)
      for (const tag of [/<title>[^<]+<\/title>/g, /<h1>/g, /<main /g])
        assert.equal(countOf(page, tag), 1)
    })

    test('PITFALLS 16: has no script, no inline style, and nothing of a third party', () => {
      assert.doesNotMatch(page, /<script|<style|<object| on\w+="| style="|javascript:/i)
      const sources = [...page.matchAll(/(?:<img[^>]* src|<link[^>]* href)="([^"]*)"/g)].map(
        ([, url]) => url,
      )
      for (const source of sources)
        assert.match(source ?? '', /^(\/assets\/|https:\/\/op\.example\.com\/)/)
    })

    test('PITFALLS 28: cannot be framed, and is not kept', () => {
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.equal(headers['cache-control'], 'no-store')
    })

    test('each of its forms posts the ticket to the interaction', () => {
      const forms = [...page.matchAll(/<form.*?<\/form>/gs)].map(([form]) => form)
      for (const form of forms) {
        assert.match(form, /^<form method="post" action="\/(interaction\/flow-1|logout)">/)
        assert.match(form, /<input type="hidden" name="ticket" value="sealed-ticket">/)
        if (!name.startsWith('sign-out'))
          assert.match(form, /<input type="hidden" name="step" value="\w+">/)
      }
      assert.equal(forms.length > 0, !/^(error|signed-out|stayed)/.test(name))
    })
  })

describe('a client that tries everything', () => {
  const page = bodyOf('consent-hostile')

  test('has its markup shown as text', () => {
    assert.match(page, /<bdi class="app-name">&lt;img src=x onerror=alert\(1\)&gt;&quot;&#39;emag /)
    assert.doesNotMatch(page, /<img/)
  })

  test('turns no text around, and runs over no limit', () => {
    assert.doesNotMatch(page, /\u202E/)
    const [, name = ''] = /<bdi class="app-name">([^<]*)<\/bdi>/.exec(page) ?? []
    assert.equal([...name.replaceAll(/&[^;]+;/g, '_')].length, 60)
  })

  test('has no logo and no links at addresses that are not of the web', () => {
    assert.doesNotMatch(page, /<a /)
    assert.match(
      String(shown('consent-hostile').headers['content-security-policy']),
      /img-src 'self';/,
    )
  })
})

describe('the application', () => {
  test('PITFALLS 16: its logo is the one image of another origin, and precisely that origin is allowed', () => {
    const { headers, body } =
      GALLERY['sign-in-logo']?.(placeAt('https://cdn.example.com:8443')) ?? assert.fail()
    assert.match(
      String(headers['content-security-policy']),
      /img-src 'self' https:\/\/cdn\.example\.com:8443;/,
    )
    assert.match(String(body), /<img [^>]*src="https:\/\/cdn\.example\.com:8443\/logo\.svg" alt=""/)
  })

  test('PITFALLS 17: forms may lead to precisely the origin of the redirect_uri', () => {
    const policy = shown('consent').headers['content-security-policy']
    assert.match(String(policy), /form-action 'self' https:\/\/photos\.example\.com;/)
  })

  test('PITFALLS 33: one on this device is marked as such', () => {
    assert.match(wordsOf('sign-in-loopback'), /an app on this device \( 127\.0\.0\.1:3000 \)/)
  })
})

describe('the error page', () => {
  for (const [name, status, told] of [
    ['error-refused', 400, /This request can’t be completed What Photo Album sent us is not right/],
    ['error-missing', 404, /There is no such page The address may be mistyped/],
    ['error-refused-unknown', 400, /The application that sent you here made a request/],
    ['error-damaged', 400, /This address is not complete/],
    ['error-sign-out', 400, /You are not signed out/],
    ['error-expired', 400, /This page has expired/],
    ['error-fault', 500, /Something went wrong That was our fault/],
  ] as const)
    test(`${name} says what happened, and the request's number`, () => {
      assert.equal(shown(name).status, status)
      assert.match(wordsOf(name), told)
      assert.match(wordsOf(name), /Request number req-7Q2M/)
    })

  test('PITFALLS 22: starts an expired flow anew in one click', () => {
    assert.match(
      bodyOf('error-expired'),
      /<a class="primary button" href="\/authorize\?client_id=photo-album">Start again<\/a>/,
    )
  })

  test('sends no form anywhere', () => {
    const policy = shown('error-fault').headers['content-security-policy']
    assert.match(String(policy), /form-action 'self';/)
  })

  test('escapes what a request said', () => {
    const page = String(showError(errorExample({ description: '<script>alert(1)</script>' })).body)
    assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
    assert.doesNotMatch(page, /<script/)
  })
})

describe('display (Core §3.1.2.1)', () => {
  test('popup is laid out for a small window, anything else as a page', () => {
    assert.match(bodyOf('sign-in-popup'), /<body class="compact">/)
    assert.match(bodyOf('sign-in'), /<body>/)
  })
})

describe('what an application says of itself (Dynamic Registration §2)', () => {
  for (const name of ['sign-in', 'create', 'consent'])
    test(`${name} links to policy_uri and tos_uri`, () => {
      for (const path of ['privacy', 'terms'])
        assert.match(bodyOf(name), new RegExp(`<a href="https://photos\\.example\\.com/${path}"`))
    })

  for (const name of ['sign-in-dynamic', 'consent-dynamic'])
    test(`PITFALLS 33: ${name} says that it registered itself, and at which host it is`, () => {
      assert.match(
        wordsOf(name),
        /We have not checked this application: it registered itself\. Go on only if you know and trust photos\.example\.com/,
      )
    })

  test('PITFALLS 33: one that an operator registered is not marked', () => {
    for (const name of ['sign-in', 'consent']) assert.doesNotMatch(wordsOf(name), /not checked/)
  })
})
