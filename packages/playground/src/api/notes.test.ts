import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notesInMemory } from './notes.ts'

test('each person has notes of their own', () => {
  const notes = notesInMemory()
  notes.write('jane', { text: 'hers' })
  assert.deepEqual(notes.of('jane'), [{ text: 'hers' }])
  assert.deepEqual(notes.of('john'), [])
})

test('a person’s oldest notes give way after twenty', () => {
  const notes = notesInMemory()
  for (let index = 1; index <= 25; index++) notes.write('jane', { text: `${index}` })
  assert.deepEqual([notes.of('jane').length, notes.of('jane')[0]], [20, { text: '6' }])
})
