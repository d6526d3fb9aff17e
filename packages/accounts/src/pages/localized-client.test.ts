import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryPeople } from '../memory-people.ts'
import { showError } from './error-page.ts'
import { CLIENT, errorExample, signOutExample } from './examples.ts'
import { languageFor } from './language.ts'
import { localizedClient } from './localized-client.ts'
import { createSignOut } from './sign-out-page.ts'

const SPOKEN = {
  ...CLIENT,
  localized: {
    'client_name#fr-CA': 'Album de photos',
    'client_name#ja-Jpan-JP': '写真アルバム',
    'client_name#de': 'Fotoalbum',
    'client_name#de-AT': 'Bilderbuch',
    'policy_uri#DE': 'https://photos.example.com/datenschutz',
  },
}

for (const [ui_locale, client_name, policy_uri] of [
  ['de', 'Fotoalbum', 'https://photos.example.com/datenschutz'],
  ['fr', 'Album de photos', 'https://photos.example.com/privacy'],
  ['ja', '写真アルバム', 'https://photos.example.com/privacy'],
  ['en', 'Photo Album', 'https://photos.example.com/privacy'],
  ['es', 'Photo Album', 'https://photos.example.com/privacy'],
] as const)
  test(`in ${ui_locale} the client is ${client_name} (Dynamic Registration §2.1)`, () => {
    const client = localizedClient(languageFor([ui_locale]), SPOKEN)
    assert.deepEqual([client.client_name, client.policy_uri], [client_name, policy_uri])
  })

test('a client without languages is as it is', () => {
  assert.equal(localizedClient(languageFor(['de']), CLIENT), CLIENT)
})

test('the pages of errors and of sign-out name it so', async () => {
  const overrides = { client: SPOKEN, ui_locales: ['de'] }
  assert.match(String(showError(errorExample(overrides)).body), />Fotoalbum<\/bdi>/)
  const { body } = await createSignOut(memoryPeople())(signOutExample(overrides))
  assert.match(String(body), />Fotoalbum<\/bdi>/)
})
