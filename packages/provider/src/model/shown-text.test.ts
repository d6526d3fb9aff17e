import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shownText } from './shown-text.ts'

for (const [text, shown, what] of [
  ['Photo Album', 'Photo Album', 'a name stays as it is'],
  ['Photo\u202EmublA', 'PhotomublA', 'no override turns the direction'],
  ['\u2066a\u2069\u200F\u061C', 'a', 'no isolate or mark turns the direction'],
  ['a\u200Bb\uFEFFc\u00ADd', 'abcd', 'nothing has no width'],
  ['  a \n\t b\u2028c ', 'a b c', 'a line stays a line'],
  ['\u0000\u0007\u001B[31mred', '[31mred', 'no control characters'],
  ['e\u0301\u0302\u0303\u0304\u0305', 'e\u0301\u0302\u0303', 'at most three marks are piled up'],
  ['\u{1F469}\u200D\u{1F680}', '\u{1F469}\u200D\u{1F680}', 'an emoji stays together'],
  ['نمی\u200Cخواهم', 'نمی\u200Cخواهم', 'a script keeps its joiners'],
] as const)
  test(`shown text: ${what}`, () => {
    assert.equal(shownText(text, 60), shown)
  })

test('what is too long ends with an ellipsis, and counts characters', () => {
  assert.equal(shownText('abcdef', 6), 'abcdef')
  assert.equal(shownText('abcdefg', 6), 'abcde…')
  assert.equal(shownText('\u{1F511}'.repeat(7), 6), `${'\u{1F511}'.repeat(5)}…`)
})

test('whatever a text is, what is shown has no control or direction, and is no longer than allowed', () => {
  const unfit = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/u
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 80 }), (text, limit) => {
      const shown = shownText(text, limit)
      assert.doesNotMatch(shown, unfit)
      assert.ok([...shown].length <= limit)
    }),
  )
})
