import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ARTEFACTS, inOrder } from './artefacts.ts'

test('what an OP issues, in the order it is made (Core §3.3.2.11; Dynamic Registration §2)', () => {
  // biome-ignore format: a table
  assert.deepEqual(
    Object.entries(ARTEFACTS).map(([artefact, row]) => [artefact, ...Object.values(row)]),
    [
      // artefact,       response parameter, hash claim, grant type,           whoever sees it can use it
      ['code',          'code',              'c_hash',   'authorization_code', false],
      ['token',         'access_token',      'at_hash',  'implicit',           true],
      ['refresh_token', 'refresh_token',     undefined,  'refresh_token',      true],
      ['id_token',      'id_token',          undefined,  'implicit',           true],
    ],
  )
})

test('artefacts are put in the order of issue, and other words are left out', () => {
  assert.deepEqual(inOrder(['id_token', 'junk', 'token', 'code']), ['code', 'token', 'id_token'])
  assert.deepEqual(inOrder(['id_token', 'refresh_token', 'token']), [
    'token',
    'refresh_token',
    'id_token',
  ])
  assert.deepEqual(inOrder([]), [])
})
