import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, shown, wordsOf } from './gallery-read.ts'

describe('the sign-out pages', () => {
  test('asking says who is signed in, who asks, and has both answers (RP-Initiated Logout §2)', () => {
    assert.match(
      wordsOf('sign-out'),
      /Do you want to sign out\? Photo Album asks for it\. Signed in as A Ada Lovelace ada@example\.com Sign out everywhere .* Stay signed in Sign out/,
    )
    const page = bodyOf('sign-out')
    assert.match(page, /<form method="post" action="\/logout">/)
    assert.match(page, /<input type="checkbox" name="everywhere" value="1"/)
    for (const action of ['stay', 'sign_out'])
      assert.match(page, new RegExp(`<button class="\\w+" name="action" value="${action}">`))
  })

  test('PITFALLS 17: its form may lead to where the person goes afterwards, and to nowhere else', () => {
    const policyOf = (name: string) => String(shown(name).headers['content-security-policy'])
    assert.match(policyOf('sign-out'), /form-action 'self' https:\/\/photos\.example\.com;/)
    assert.match(policyOf('sign-out-own'), /form-action 'self';/)
    assert.doesNotMatch(policyOf('sign-out'), /frame-src/)
  })

  test('done loads each frame, from precisely those origins (Front-Channel Logout §2)', () => {
    const { headers, body } = shown('signed-out-next')
    assert.match(
      String(headers['content-security-policy']),
      /; frame-src https:\/\/photos\.example\.com https:\/\/music\.example\.com:8443;/,
    )
    assert.deepEqual(
      [...String(body).matchAll(/<iframe src="([^"]*)" title="" hidden /g)].map(([, src]) => src),
      [
        'https://photos.example.com/logout?iss=https%3A%2F%2Fop.example.com&amp;sid=sid-1',
        'https://photos.example.com/other',
        'https://music.example.com:8443/logout',
      ],
    )
  })

  test('done goes on by itself once the frames had time, and by a link (RP-Initiated Logout §3)', () => {
    assert.equal(
      shown('signed-out-next').headers.refresh,
      '3; url=https://photos.example.com/bye?state=1',
    )
    assert.match(
      bodyOf('signed-out-next'),
      /<a class="primary button" href="https:\/\/photos\.example\.com\/bye\?state=1">/,
    )
    assert.equal(shown('signed-out').headers.refresh, undefined)
  })
})
