import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { showError } from './error-page.ts'
import { errorExample } from './examples.ts'
import { GALLERY } from './gallery.ts'

const ORIGIN = 'https://op.example.com'

const bodyOf = (name: string) => String(GALLERY[name]?.(ORIGIN).body)

/** What a person reads, without the tags. */
const wordsOf = (name: string) =>
  bodyOf(name)
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

const countOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length

for (const [name, show] of Object.entries(GALLERY))
  describe(`page ${name}`, () => {
    const { headers, body } = show(ORIGIN)
    const page = String(body)

    test('is a document in a language, with a title, one h1 and one main', () => {
      assert.match(page, /^<!doctype html>\n<html lang="en">/)
      for (const tag of [/<title>[^<]+<\/title>/g, /<h1>/g, /<main /g])
        assert.equal(countOf(page, tag), 1)
    })

    test('PITFALLS 16: has no script, no inline style, and nothing of a third party', () => {
      assert.doesNotMatch(page, /<script|<style|<iframe|<object| on\w+="| style="|javascript:/i)
      const sources = [...page.matchAll(/(?:src|<link[^>]* href)="([^"]*)"/g)].map(([, url]) => url)
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
        assert.match(form, /^<form method="post" action="\/interaction\/flow-1">/)
        assert.match(form, /<input type="hidden" name="ticket" value="sealed-ticket">/)
        assert.match(form, /<input type="hidden" name="step" value="\w+">/)
      }
      assert.equal(forms.length > 0, !name.startsWith('error'))
    })
  })

describe('consent', () => {
  test('lists each permission in plain words, the account first, then the API by its name', () => {
    const words = wordsOf('consent')
    const expected = [
      'Ada Lovelace',
      'If you allow it, Photo Album can:',
      'Your account',
      'Know who you are Your account identifier',
      'See your profile Ada Lovelace',
      'See your email address ada@example.com',
      'Keep access while you are away',
      'Photo Library',
      'See your photos and albums',
      'Add photos, and change or delete them',
      'Deny Allow',
      'Then you go back to photos.example.com',
    ]
    const places = expected.map((text) => words.indexOf(text))
    assert.equal(places.includes(-1), false, words)
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
  })

  test('tells what is new from what was allowed before, the new first', () => {
    const words = wordsOf('consent-more')
    const [fresh = '', allowed = ''] = words.split('You have already allowed:')
    assert.match(fresh, /Keep access while you are away.*Add photos/)
    assert.doesNotMatch(fresh, /See your email address/)
    assert.match(allowed, /Know who you are.*See your email address.*See your photos and albums/)
    assert.doesNotMatch(allowed, /Add photos/)
  })

  test('says so when nothing is new', () => {
    assert.match(wordsOf('consent-again'), /You have already allowed Photo Album to:/)
  })

  test('a permission that nobody described is shown by its name', () => {
    assert.match(wordsOf('consent-long'), /Use the permission “payments:initiate”/)
  })

  test('links to the client’s policy and terms, in a tab that cannot reach back', () => {
    const link =
      '<a href="https://photos.example.com/privacy" target="_blank" rel="noopener noreferrer">'
    assert.ok(bodyOf('consent').includes(link))
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
      String(GALLERY['consent-hostile']?.(ORIGIN).headers['content-security-policy']),
      /img-src 'self';/,
    )
  })
})

describe('the application', () => {
  test('PITFALLS 16: its logo is the one image of another origin, and precisely that origin is allowed', () => {
    const { headers, body } =
      GALLERY['sign-in-logo']?.('https://cdn.example.com:8443') ?? assert.fail()
    assert.match(
      String(headers['content-security-policy']),
      /img-src 'self' https:\/\/cdn\.example\.com:8443;/,
    )
    assert.match(String(body), /<img [^>]*src="https:\/\/cdn\.example\.com:8443\/logo\.svg" alt=""/)
  })

  test('PITFALLS 17: forms may lead to precisely the origin of the redirect_uri', () => {
    const policy = GALLERY.consent?.(ORIGIN).headers['content-security-policy']
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
    ['error-expired', 400, /This page has expired/],
    ['error-fault', 500, /Something went wrong That was our fault/],
  ] as const)
    test(`${name} says what happened, and the request's number`, () => {
      assert.equal(GALLERY[name]?.(ORIGIN).status, status)
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
    const policy = GALLERY['error-fault']?.(ORIGIN).headers['content-security-policy']
    assert.match(String(policy), /form-action 'self';/)
  })

  test('escapes what a request said', () => {
    const page = String(showError(errorExample({ description: '<script>alert(1)</script>' })).body)
    assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
    assert.doesNotMatch(page, /<script/)
  })
})
