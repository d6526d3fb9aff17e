import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_CHOICE, isOffered, OFFERS, parseChoice, queryOf } from './choice.ts'

const parse = (query: string) => parseChoice(new URLSearchParams(query))

test('nothing chosen is the default', () => {
  assert.deepEqual(parse(''), DEFAULT_CHOICE)
})

test('the form of the start page is understood, fields left empty included', () => {
  assert.deepEqual(
    parse(
      'response_type=code+token&response_mode=fragment&scope=&scope=openid&scope=email&prompt=&max_age=60&login_hint=alice',
    ),
    {
      response_type: 'code token',
      response_mode: 'fragment',
      scope: ['openid', 'email'],
      prompt: undefined,
      max_age: 60,
      login_hint: 'alice',
    },
  )
})

test('what is unknown falls back to the default', () => {
  assert.deepEqual(parse('response_type=magic&response_mode=smoke&prompt=please&max_age=-1'), {
    ...DEFAULT_CHOICE,
  })
})

test('Multiple Response Types §5: query is offered for a code alone', () => {
  assert.deepEqual(
    OFFERS.filter(({ response_type }) =>
      isOffered({ ...DEFAULT_CHOICE, response_type, response_mode: 'query' }),
    ).map(({ response_type }) => response_type),
    ['code'],
  )
})

test('any query is understood, and a choice survives being written as one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (max_age, login_hint) => {
      const choice = parseChoice(new URLSearchParams({ max_age, login_hint, scope: 'openid' }))
      assert.deepEqual(parseChoice(queryOf(choice)), choice)
    }),
  )
})
