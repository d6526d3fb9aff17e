import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'
import { aClient } from '../testing/request.ts'
import { sessionIdFor, subjectFor } from './subject.ts'

/** A keyed hash that shows what it was made of. */
const OP = {
  keys: { keyedHash: (kind: string, text: string) => `hash of ${kind}: ${text}` },
} as unknown as Op

const PAIRWISE: Partial<Client> = { subject_type: 'pairwise' }

test('a public sub is the same for every client (Core §8)', () => {
  assert.equal(subjectFor(OP, aClient(), 'alice'), 'alice')
  assert.equal(subjectFor(OP, aClient({ subject_type: 'public' }), 'alice'), 'alice')
})

test('a pairwise sub is made of the sector and the local account (Core §8.1)', () => {
  const client = aClient({ ...PAIRWISE, sector_identifier: 'rp.example' })
  assert.equal(subjectFor(OP, client, 'alice'), 'hash of subject: rp.example alice')
})

test('a pairwise client without a sector shares its sub with nobody (Core §8.1)', () => {
  const client = aClient({ ...PAIRWISE, client_id: 'alone' })
  assert.equal(subjectFor(OP, client, 'alice'), 'hash of subject: alone alice')
})

test('a public client is told the sid of the session (Front-Channel Logout §3)', () => {
  assert.equal(sessionIdFor(OP, aClient(), 'a-sid'), 'a-sid')
})

test('a pairwise client is told a sid of its sector, set apart from any sub (Core §8.1)', () => {
  const client = aClient({ ...PAIRWISE, sector_identifier: 'rp.example' })
  assert.equal(sessionIdFor(OP, client, 'a-sid'), 'hash of sid: rp.example a-sid')
  const alone = aClient({ ...PAIRWISE, client_id: 'alone' })
  assert.equal(sessionIdFor(OP, alone, 'a-sid'), 'hash of sid: alone a-sid')
})
