import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GALLERY } from './gallery.ts'
import { bodyOf } from './gallery-read.ts'
import { languageFor, TEXTS, UI_LOCALES } from './language.ts'
import { EN } from './texts/en.ts'

test('the pages speak English, German, French, Spanish and Japanese', () => {
  assert.deepEqual(UI_LOCALES, ['en', 'de', 'fr', 'es', 'ja'])
})

for (const [ui_locales, tag] of [
  [[], 'en'],
  [['de'], 'de'],
  [['de-CH'], 'de'],
  [['DE-ch'], 'de'],
  [['ja-Jpan-JP'], 'ja'],
  [['fr-x-private'], 'fr'],
  [['es-419-u-nu-latn'], 'es'],
  [['se'], 'en'],
  [['se', 'ja'], 'ja'],
  [['fr-CA', 'en'], 'fr'],
  [['en-GB', 'de'], 'en'],
  [['deu'], 'en'],
  [['constructor', '__proto__'], 'en'],
  [['', '-', '*', 'de-', '-de'], 'en'],
] as const)
  test(`Core §3.1.2.1, RFC 4647 §3.4: ui_locales ${JSON.stringify(ui_locales)} is spoken to in ${tag}`, () => {
    assert.equal(languageFor(ui_locales).tag, tag)
  })

const placeholdersOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([word]) => word).sort()

for (const [tag, texts] of Object.entries(TEXTS))
  describe(`the texts of ${tag}`, () => {
    test('are whole: no markup, no stray brace, no space around', () => {
      for (const [key, text] of Object.entries(texts)) {
        assert.doesNotMatch(text.replaceAll(/\{\w+\}/g, ''), /[<>{}]/, key)
        assert.equal(text.trim(), text, key)
        assert.notEqual(text, '', key)
      }
    })

    test('want the same values as the English ones', () => {
      const wanted = (table: object) =>
        Object.entries(table).map(([key, text]) => [key, placeholdersOf(text)])
      assert.deepEqual(Object.fromEntries(wanted(texts)), Object.fromEntries(wanted(EN)))
    })
  })

test('no message was left in English', () => {
  const alike = Object.keys(TEXTS)
    .filter((tag) => tag !== 'en')
    .flatMap((tag) =>
      Object.entries(TEXTS[tag] ?? {})
        .filter(([key, text]) => text === EN[key as keyof typeof EN])
        .map(([key]) => `${tag} ${key}`),
    )
  assert.deepEqual(alike, [
    ...['de title', 'fr title', 'fr minutes_one', 'fr minutes_many', 'fr details_description'],
    ...['fr details_client', 'es title', 'es error_first', 'es details_error', 'ja title'],
  ])
})

describe('every page in every language', () => {
  for (const ui_locale of UI_LOCALES)
    test(`${ui_locale}: says its language, and has no word that was not filled in`, () => {
      for (const name of Object.keys(GALLERY)) {
        const page = bodyOf(name, ui_locale)
        assert.ok(page.startsWith(`<!doctype html>\n<html lang="${ui_locale}">`), name)
        assert.doesNotMatch(page, /\{\w+\}|undefined|\[object/, name)
      }
    })

  for (const [ui_locale, title] of [
    ['de', 'Anmelden · Gryphon'],
    ['fr', 'Se connecter · Gryphon'],
    ['es', 'Iniciar sesión · Gryphon'],
    ['ja', 'ログイン · Gryphon'],
  ] as const)
    test(`${ui_locale}: the sign-in page`, () => {
      assert.ok(bodyOf('sign-in', ui_locale).includes(`<title>${title}</title>`))
    })
})
