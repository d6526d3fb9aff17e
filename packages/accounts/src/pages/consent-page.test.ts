import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, wordsOf } from './gallery-read.ts'

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

  test('an API that is new is told by its name, even with no permission under it', () => {
    const [fresh = '', allowed = ''] = wordsOf('consent-api').split('You have already allowed:')
    assert.match(fresh, /Print Shop Act there in your name/)
    assert.doesNotMatch(fresh, /Photo Library/)
    assert.match(allowed, /Know who you are.*Photo Library See your photos and albums/)
    assert.match(wordsOf('consent-api'), /Photo Album asks for your permission/)
  })

  test('a permission of one API is not one of the same word of another', () => {
    const [fresh = '', allowed = ''] = wordsOf('consent-same-word').split(
      'You have already allowed:',
    )
    assert.match(fresh, /Print Shop See what you had printed/)
    assert.doesNotMatch(fresh, /Photo Library/)
    assert.match(allowed, /Photo Library See your photos and albums/)
    assert.doesNotMatch(allowed, /Print Shop/)
  })

  test('links to the client’s policy and terms, in a tab that cannot reach back', () => {
    const link =
      '<a href="https://photos.example.com/privacy" target="_blank" rel="noopener noreferrer">'
    assert.ok(bodyOf('consent').includes(link))
  })
})

describe('claims that are asked for by name (Core §5.5)', () => {
  const words = wordsOf('consent-claims')
  const [fresh = '', allowed = ''] = words.split('You have already allowed:')

  test('standard claims are told in words, with the value where there is one', () => {
    assert.match(fresh, /See your given name See your date of birth See your name Ada Lovelace/)
  })

  test('others are told by name', () => {
    assert.match(fresh, /See “https:\/\/claims\.example\.com\/team” of your account/)
  })

  test('what was allowed before is told apart, and the title says that something is new', () => {
    assert.match(allowed, /Know who you are.*See your nickname/)
    assert.doesNotMatch(fresh, /nickname/)
    assert.match(words, /Photo Album asks for your permission/)
    assert.doesNotMatch(words, /permission again/)
  })
})
