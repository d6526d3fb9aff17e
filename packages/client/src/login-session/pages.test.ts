import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { errorPage, logoutPage, redirect, repostPage, withCookies } from './pages.ts'

/** CSP3 §2.3.1, by another way than the pages'. */
const sourceOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const partsOf = async (page: Response) => {
  const html = await page.text()
  return {
    html,
    style: /<style>([^<]*)<\/style>/.exec(html)?.[1],
    script: /<script>([^<]*)<\/script>/.exec(html)?.[1],
    policy: page.headers.get('content-security-policy'),
  }
}

const ALWAYS = "frame-ancestors 'none'; base-uri 'none'"

test('the page of an error runs nothing and sends nothing; its text is text', async () => {
  const page = await errorPage(502, { text: '<b>', code: 'a"&\'b', login: '/login?"' })
  assert.equal(page.status, 502)
  const { html, style, script, policy } = await partsOf(page)
  assert.match(style ?? '', /^body\{[^}]*\}button\{[^}]*\}$/)
  assert.equal(script, undefined)
  assert.equal(
    policy,
    `default-src 'none'; style-src ${sourceOf(style)}; form-action 'none'; ${ALWAYS}`,
  )
  assert.ok(html.includes('<p>&#60;b&#62;</p><p><code>a&#34;&#38;&#39;b</code></p>'))
  assert.ok(html.includes('<a href="/login?&#34;">Log in again</a>'))
  assert.ok(html.endsWith('</main></html>'))
})

test('the page that asks whether to log out has a form and no script', async () => {
  const { style, script, policy } = await partsOf(await logoutPage('/logout'))
  assert.equal(script, undefined)
  assert.equal(policy, `default-src 'none'; style-src ${sourceOf(style)}; ${ALWAYS}`)
})

test('the page that posts a form again runs its own script alone', async () => {
  const page = await repostPage('/callback', new URLSearchParams({ code: '"x"', state: 'y' }))
  const { html, style, script, policy } = await partsOf(page)
  assert.equal(script, "HTMLFormElement.prototype.submit.call(document.querySelector('form'))")
  assert.equal(
    policy,
    `default-src 'none'; style-src ${sourceOf(style)}; script-src ${sourceOf(script)}; ${ALWAYS}`,
  )
  const field = '<input type="hidden" name="code" value="&#34;x&#34;">'
  const next = '<input type="hidden" name="state" value="y">'
  assert.ok(html.includes(`<form method="post" action="/callback">${field}${next}<button>`))
})

test('an answer with cookies is kept by no cache; one without is left as it is', async () => {
  const plain = new Response('a', { headers: { 'cache-control': 'public' } })
  assert.equal(withCookies(plain, []), plain)
  const answer = withCookies(plain, ['a=1', 'b=2'])
  assert.deepEqual(answer.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.deepEqual([answer.headers.get('cache-control'), await answer.text()], ['no-store', 'a'])
  assert.deepEqual(
    [redirect('/a').status, [...redirect('/a').headers]],
    [
      303,
      [
        ['cache-control', 'no-store'],
        ['location', '/a'],
      ],
    ],
  )
})
