import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SignOutPage } from '@gryphon/provider'
import { memoryPeople } from '../memory-people.ts'
import { ADA, signOutExample } from './examples.ts'
import { bodyOf, shown, wordsOf } from './gallery-read.ts'
import { createSignOut } from './sign-out-page.ts'

const FRAMES = [
  'https://photos.example.com/logout?iss=https%3A%2F%2Fop.example.com&sid=sid-1',
  'https://photos.example.com/other',
  'https://music.example.com:8443/logout',
]

const DONE = { kind: 'done', session: undefined } as const

const signOut = async (overrides: Partial<SignOutPage>) => {
  const people = memoryPeople()
  await people.addPerson('default', ADA)
  return createSignOut(people)(signOutExample(overrides))
}

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

  test('done loads each frame, from precisely those origins (Front-Channel Logout §2)', async () => {
    const { headers, body } = await signOut({ ...DONE, frames: FRAMES })
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

  test('done goes on by itself once the frames had time, and by a link (RP-Initiated Logout §3)', async () => {
    const { headers, body } = await signOut({ ...DONE, next: 'https://photos.example.com/bye?x=é' })
    assert.equal(headers.refresh, '3; url=https://photos.example.com/bye?x=%C3%A9')
    assert.match(
      String(body),
      /<a class="primary button" href="https:\/\/photos\.example\.com\/bye\?x=é">Continue to /,
    )
    assert.equal(shown('signed-out').headers.refresh, undefined)
  })

  test('done goes on by a link alone to where nobody vouches for, and says where that is', async () => {
    const next = 'https://evil.example:8443/bank.example'
    const { headers, body } = await signOut({ ...DONE, next, onward: 'by_link' })
    assert.equal(headers.refresh, undefined)
    assert.match(String(body), /Then you go back to <bdi class="host">evil\.example:8443<\/bdi>/)
    assert.match(String(body), /href="https:\/\/evil\.example:8443\/bank\.example"/)
    const app = await signOut({
      ...DONE,
      next: 'com.example.app://bank.example',
      onward: 'by_link',
    })
    assert.match(String(app.body), /Then you go back to the app on this device/)
  })

  test('an application on a device is gone on to by its scheme', async () => {
    const { headers } = await signOut({ next: 'com.example.app:/bye' })
    assert.match(
      String(headers['content-security-policy']),
      /form-action 'self' com\.example\.app:;/,
    )
  })

  test('someone who is gone has nothing said of them', async () => {
    const people = memoryPeople()
    const { body } = await createSignOut(people)(signOutExample())
    assert.doesNotMatch(String(body), /Signed in as/)
  })

  test('they are spoken in the language of ui_locales (RP-Initiated Logout §2)', async () => {
    const { body } = await signOut({ ui_locales: ['fr-CA'] })
    assert.match(String(body), /<html lang="fr">.*Voulez-vous vous déconnecter \?/s)
  })
})
