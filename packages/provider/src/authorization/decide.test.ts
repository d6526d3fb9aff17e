import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { aConsent, aSession, NOW } from '../store/contract/given.ts'
import { aClient, requestOf } from '../testing/request.ts'
import { decide, type Facts } from './decide.ts'

/** What a decision comes to: `issue`, the page that is due, or the error. */
const outcomeOf = (decision: ReturnType<typeof decide>): string => {
  switch (decision.kind) {
    case 'issue':
      return 'issue'
    case 'interact':
      return `ask ${decision.prompt}`
    default:
      return decision.error.error
  }
}

/** Signed in before this request, and in it (its id is `a-request`). */
const EARLIER = aSession({ sub: 'jane', in: 'earlier', auth_time: NOW - 100 })
const NOW_IN = aSession({ sub: 'jane', in: 'a-request', auth_time: NOW - 100 })
/** Allowed before this request, in it, and not enough. */
const ALLOWED = aConsent({ scope: ['openid', 'profile'], resource: [], in: 'earlier' })
const ALLOWED_NOW = aConsent({ scope: ['openid', 'profile'], resource: [], in: 'a-request' })
const TOO_LITTLE = aConsent({ scope: ['openid'], resource: [], in: 'earlier' })

interface Row {
  readonly session?: Facts['session']
  readonly consent?: Facts['consent']
  readonly chosen?: string
  readonly prompt?: string
  readonly max_age?: string
  readonly resource?: string
  readonly trusted?: true
  readonly claims?: string
  readonly scope?: string
  readonly response_type?: string
  readonly id_token_hint?: string
}

const decided = ({ session, consent, chosen, trusted, ...over }: Row) =>
  outcomeOf(
    decide(requestOf({ ...over }, aClient({ trusted: trusted === true })), {
      session,
      told_sub: session?.sub,
      consent,
      chosen,
      now: NOW,
    }),
  )

const API = 'https://api.example/notes'

// biome-ignore format: a table
const DECISIONS: readonly (readonly [string, Row, string])[] = [
  // No prompt (Core §3.1.2.3, §3.1.2.4).
  ['nobody is signed in',                       {},                                                                               'ask login'],
  ['signed in, nothing allowed yet',            { session: EARLIER },                                                             'ask consent'],
  ['signed in and allowed',                     { session: EARLIER, consent: ALLOWED },                                           'issue'],
  ['something new is asked for',                { session: EARLIER, consent: TOO_LITTLE },                                        'ask consent'],
  ['an API is new',                             { session: EARLIER, consent: ALLOWED, resource: API },                            'ask consent'],
  ['a trusted client needs no consent',         { session: EARLIER, trusted: true },                                              'issue'],
  ['but a sign-in',                             { trusted: true },                                                                'ask login'],

  // prompt=none (Core §3.1.2.1, §3.1.2.6).
  ['none, nobody is signed in',                 { prompt: 'none' },                                                               'login_required'],
  ['none, nothing allowed yet',                 { prompt: 'none', session: EARLIER },                                             'login_required'],
  ['none, something new is asked for',          { prompt: 'none', session: EARLIER, consent: TOO_LITTLE },                        'consent_required'],
  ['none, signed in and allowed',               { prompt: 'none', session: EARLIER, consent: ALLOWED },                           'issue'],
  ['none, trusted',                             { prompt: 'none', session: EARLIER, trusted: true },                              'issue'],
  ['none, signed in too long ago',              { prompt: 'none', session: EARLIER, consent: ALLOWED, max_age: '99' },            'login_required'],
  ['none, recent enough',                       { prompt: 'none', session: EARLIER, consent: ALLOWED, max_age: '100' },           'issue'],

  // prompt=login (Core §3.1.2.1): met by a sign-in in this request.
  ['login, signed in earlier',                  { prompt: 'login', session: EARLIER, consent: ALLOWED },                          'ask login'],
  ['login, signed in now',                      { prompt: 'login', session: NOW_IN, consent: ALLOWED },                           'issue'],

  // max_age (Core §3.1.2.1).
  ['max_age, recent enough',                    { max_age: '100', session: EARLIER, consent: ALLOWED },                           'issue'],
  ['max_age, a second too long ago',            { max_age: '99', session: EARLIER, consent: ALLOWED },                            'ask login'],
  ['max_age, long ago but in this request',     { max_age: '1', session: NOW_IN, consent: ALLOWED },                              'issue'],
  ['max_age 0 asks anew',                       { max_age: '0', session: { ...EARLIER, auth_time: NOW }, consent: ALLOWED },      'ask login'],
  ['max_age 0, signed in now',                  { max_age: '0', session: NOW_IN, consent: ALLOWED },                              'issue'],

  // prompt=consent: met by consent given in this request.
  ['consent, allowed earlier',                  { prompt: 'consent', session: EARLIER, consent: ALLOWED },                        'ask consent'],
  ['consent, allowed now',                      { prompt: 'consent', session: EARLIER, consent: ALLOWED_NOW },                    'issue'],
  ['consent of a trusted client too',           { prompt: 'consent', session: EARLIER, trusted: true },                           'ask consent'],
  ['consent, nobody is signed in',              { prompt: 'consent' },                                                            'ask login'],

  // prompt=select_account: met by a choice, or a sign-in, in this request.
  ['select_account, signed in earlier',         { prompt: 'select_account', session: EARLIER, consent: ALLOWED },                 'ask select_account'],
  ['select_account, chosen',                    { prompt: 'select_account', session: EARLIER, consent: ALLOWED, chosen: 'jane' }, 'issue'],
  ['select_account, someone else was chosen',   { prompt: 'select_account', session: EARLIER, consent: ALLOWED, chosen: 'joe' },  'ask select_account'],
  ['select_account, signed in now',             { prompt: 'select_account', session: NOW_IN, consent: ALLOWED },                  'issue'],
  ['select_account, nobody is signed in',       { prompt: 'select_account' },                                                     'ask login'],

  // Several at once, in their order.
  ['all three, signed in earlier',              { prompt: 'login select_account consent', session: EARLIER },                     'ask select_account'],
  ['all three, chosen',                         { prompt: 'login select_account consent', session: EARLIER, chosen: 'jane' },     'ask login'],
  ['all three, signed in now',                  { prompt: 'login select_account consent', session: NOW_IN, consent: ALLOWED },    'ask consent'],
  ['all three, allowed now',                    { prompt: 'login select_account consent', session: NOW_IN, consent: ALLOWED_NOW }, 'issue'],
]

describe('what is due, by the evidence there is (Core §3.1.2.3 to §3.1.2.6)', () => {
  for (const [name, row, outcome] of DECISIONS)
    test(name, () => assert.equal(decided(row), outcome))
})

/** A sign-in of the person whom the hint below names, and a consent to something that tells nobody who they are. */
const ALICE = aSession({ sub: 'alice', in: 'earlier', auth_time: NOW - 100 })
const WITHOUT_OPENID = aConsent({ scope: ['profile'], resource: [], in: 'earlier' })

const named = (...values: readonly string[]) => JSON.stringify({ id_token: { sub: { values } } })
const HINT = 'an ID Token of alice'

// biome-ignore format: a table
const NAMED: readonly (readonly [string, Row, string])[] = [
  ['nobody is signed in',                               { claims: named('jane') },                                                    'login_required'],
  ['that person, but the client may not know it',       { claims: named('jane'), session: EARLIER },                                  'login_required'],
  ['somebody else',                                     { claims: named('joe'), session: EARLIER },                                   'login_required'],
  ['one of several, but the client may not know it',    { claims: named('joe', 'jane'), session: EARLIER },                           'login_required'],
  ['that person, who allowed something without openid', { claims: named('jane'), session: EARLIER, consent: WITHOUT_OPENID },         'login_required'],
  ['that person, asked for without openid at all',      { claims: named('jane'), session: EARLIER, consent: WITHOUT_OPENID, response_type: 'code', scope: 'profile' }, 'login_required'],
  ['nobody, without openid at all',                     { session: EARLIER, consent: WITHOUT_OPENID, response_type: 'code', scope: 'profile' }, 'issue'],
  ['that person, whom the client knows',                { claims: named('jane'), session: EARLIER, consent: ALLOWED },                'issue'],
  ['somebody else, whom the client knows',              { claims: named('joe'), session: EARLIER, consent: ALLOWED },                 'login_required'],
  ['that person is known, something new is asked for',  { claims: named('jane'), session: EARLIER, consent: TOO_LITTLE },             'consent_required'],
  ['that person, and the client is trusted',            { claims: named('jane'), session: EARLIER, trusted: true },                   'issue'],
  ['by a hint, but the client may not know it',         { id_token_hint: HINT, session: ALICE },                                      'login_required'],
  ['by a hint, somebody else',                          { id_token_hint: HINT, session: EARLIER },                                    'login_required'],
  ['by a hint, whom the client knows',                  { id_token_hint: HINT, session: ALICE, consent: ALLOWED },                    'issue'],
  ['sub is asked for, but names nobody',                { claims: '{"id_token":{"sub":{"essential":true}}}', session: EARLIER },      'login_required'],
]

describe('prompt=none about a named person tells nothing that they have not allowed (Core §3.1.2.1, §5.5.1)', () => {
  for (const [name, row, outcome] of NAMED)
    test(name, () => assert.equal(decided({ ...row, prompt: 'none' }), outcome))

  test('that they are signed in is told in the same words as that they are not', () => {
    const refusals = [EARLIER, undefined, ALICE].map((session) => {
      const request = requestOf({ prompt: 'none', claims: named('jane') })
      const facts = { session, told_sub: session?.sub, consent: undefined, chosen: undefined }
      return decide(request, { ...facts, now: NOW })
    })
    assert.deepEqual(refusals[1], refusals[0])
    assert.deepEqual(refusals[2], refusals[0])
  })
})

test('with a page the person is asked for consent, whoever was named (Core §3.1.2.4)', () => {
  assert.equal(decided({ claims: named('jane'), session: EARLIER }), 'ask consent')
})

test('the evidence that a page shows goes with the decision: nobody need look again', () => {
  const session = EARLIER
  const facts = { session, told_sub: session.sub, chosen: undefined, now: NOW }
  const request = requestOf()
  assert.deepEqual(decide(request, { ...facts, consent: TOO_LITTLE }), {
    kind: 'interact',
    prompt: 'consent',
    request,
    session,
    consent: TOO_LITTLE,
  })
  assert.deepEqual(decide(request, { ...facts, consent: ALLOWED }), {
    kind: 'issue',
    request,
    session,
    consent: ALLOWED,
  })
})

const rows = fc.record(
  {
    session: fc.constantFrom(EARLIER, NOW_IN),
    consent: fc.constantFrom(ALLOWED, ALLOWED_NOW, TOO_LITTLE),
    chosen: fc.constantFrom('jane', 'joe'),
    prompt: fc.constantFrom('none', 'login', 'consent', 'select_account', 'login consent'),
    max_age: fc.constantFrom('0', '50', '100', '1000'),
    trusted: fc.constant<true>(true),
  },
  { requiredKeys: [] },
)

test('PITFALLS 23: with prompt=none nobody is ever asked (Core §3.1.2.1)', () => {
  fc.assert(
    fc.property(rows, (row) =>
      ['issue', 'login_required', 'consent_required'].includes(decided({ ...row, prompt: 'none' })),
    ),
  )
})

test('nothing is issued without a session', () => {
  fc.assert(
    fc.property(rows, ({ session: _, ...row }) =>
      ['ask login', 'login_required'].includes(decided(row)),
    ),
  )
})

test('with a sign-in, a choice and consent in this request, every prompt is met', () => {
  fc.assert(
    fc.property(rows, (row) => {
      const evidence = { session: NOW_IN, consent: ALLOWED_NOW, chosen: 'jane' }
      return decided({ ...row, ...evidence }) === 'issue'
    }),
  )
})
