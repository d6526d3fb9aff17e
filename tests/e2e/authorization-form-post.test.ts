import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, landed } from '../support/flow.ts'
import { signedIn } from '../support/signed-in.ts'
import type { Answer, UserAgent } from '../support/user-agent.ts'

// biome-ignore format: a table
const STATES = [
  '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", '</form><form action="https://evil.example">', '&quot;&lt;&#34;',
  '" onfocus="alert(1)" autofocus="', 'javascript:alert(1)', '\u2028\u2029\ufeff', 'ü 💥 \t', '<!--', ']]>', '{{7*7}}', '%22%3E',
]

const POST = { response_mode: 'form_post' }

throughEachDoor('the form_post page', (given) => {
  let agent: UserAgent
  let page: Answer
  before(async () => {
    agent = await signedIn(given())
    page = await agent.open({ path: authorizePath(POST) })
  })

  test('speaks as ui_locales wish, else as the browser does, else English; an error too (Core §3.1.2.1)', async () => {
    const shown = async (over: object, header?: string) => {
      const headers: Readonly<Record<string, string>> =
        header === undefined ? {} : { 'accept-language': header }
      const { text } = await agent.open({ path: authorizePath({ ...POST, ...over }), headers })
      return [/<html lang="(.*?)"/, /<h1>(.*?)<\/h1>/, /<button[^>]*>(.*?)<\/button>/].map(
        (part) => part.exec(text)?.[1],
      )
    }
    const app = '<bdi>Example App</bdi>'
    assert.deepEqual(await shown({}), ['en', `Returning to ${app}`, 'Continue'])
    assert.deepEqual(await shown({}, 'se, fr-CH'), ['fr', `Retour à ${app}`, 'Continuer'])
    const german = ['de', `Zurück zu ${app}`, 'Weiter']
    assert.deepEqual(await shown({ ui_locales: 'constructor de-AT' }, 'fr'), german)
    assert.deepEqual(await shown({ ui_locales: 'de', nonce: undefined }, 'fr'), german)
  })

  test('PITFALLS 16: has every header that shuts it in', () => {
    const { status, headers } = page
    assert.equal(status, 200)
    const found = Object.fromEntries(
      [
        'content-type',
        'referrer-policy',
        'cache-control',
        'x-content-type-options',
        'x-frame-options',
        'cross-origin-opener-policy',
        'location',
        'set-cookie',
      ].map((name) => [name, headers.get(name)]),
    )
    assert.deepEqual(found, {
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'unsafe-none',
      location: null,
      'set-cookie': null,
    })
  })

  test('PITFALLS 16: its policy allows its one script and style by hash, and the one address to post to', () => {
    const hashOf = (element: string) => {
      const found = [...page.text.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))]
      assert.equal(found.length, 1)
      return createHash('sha256')
        .update(found[0]?.[1] ?? '')
        .digest('base64')
    }
    assert.deepEqual(page.headers.get('content-security-policy')?.split('; '), [
      "default-src 'none'",
      `script-src 'sha256-${hashOf('script')}'`,
      `style-src 'sha256-${hashOf('style')}'`,
      'form-action https://rp.example',
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
  })

  test('PITFALLS 16: has a button for browsers without scripts, a language and a title', () => {
    assert.match(page.text, /^<!doctype html><html lang="en">/)
    assert.match(page.text, /<title>Returning to Example App<\/title>/)
    assert.match(page.text, /<noscript>.*<\/noscript><button type="submit">Continue<\/button>/)
    assert.doesNotMatch(page.text, /\b(src|href)=/)
  })

  for (const state of STATES)
    test(`PITFALLS 16: a state of ${JSON.stringify(state)} is text and nothing else`, async () => {
      for (const over of [POST, { ...POST, nonce: undefined }]) {
        const answer = await agent.open({ path: authorizePath({ ...over, state }) })
        assert.equal(landed(answer).parameters.get('state'), state)
        assert.equal(answer.text.match(/<(script|form|img)\b/g)?.length, 2)
        const value = /name="state" value="([^"]*)"/.exec(answer.text)?.[1] ?? ''
        assert.doesNotMatch(value, /[<>'"]/)
      }
    })
})
