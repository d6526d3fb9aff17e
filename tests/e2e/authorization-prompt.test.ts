import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addClient } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, claimsOf, landed, logIn, SIGN_IN } from '../support/flow.ts'
import { API, ISSUER } from '../support/op.ts'
import { pageOf } from '../support/pages.ts'
import { addBob, SIGN_IN_AS_BOB } from '../support/people.ts'
import { rowCounts } from '../support/rows.ts'
import { type Answer, type UserAgent, userAgent } from '../support/user-agent.ts'

type Over = Readonly<Record<string, string | undefined>>

// biome-ignore format: a table
const SILENT: readonly (readonly [string, 'session' | 'no session', Over, string])[] = [
  // PITFALLS 23, Core §3.1.2.6.
  ['nobody is signed in',                 'no session', {},                                                  'login_required'],
  ['nobody, a trusted client',            'no session', { client_id: 'trusted' },                            'login_required'],
  ['signed in and allowed',               'session',    {},                                                  'code'],
  ['signed in, a trusted client',         'session',    { client_id: 'trusted' },                            'code'],
  ['signed in, never allowed',            'session',    { client_id: 'never-allowed' },                      'login_required'],
  ['never allowed, and too long ago',     'session',    { client_id: 'never-allowed', max_age: '99' },       'login_required'],
  ['a scope that is new',                 'session',    { scope: 'openid profile email' },                   'consent_required'],
  ['an API that is new',                  'session',    { resource: API },                                   'consent_required'],
  ['a new scope the client may not have', 'session',    { scope: 'openid profile phone' },                   'code'],
  ['signed in too long ago',              'session',    { max_age: '99' },                                   'login_required'],
  ['signed in recently enough',           'session',    { max_age: '100' },                                  'code'],
  ['max_age=0',                           'session',    { max_age: '0' },                                    'login_required'],
]

throughEachDoor('prompt', (given) => {
  const people = { alice: '', bob: '' }
  let agent: UserAgent
  before(async () => {
    Object.assign(people, await addBob(given()))
    await addClient(given(), { client_id: 'trusted' })
    await addClient(given(), { client_id: 'never-allowed', trusted: false })
    await addClient(given(), { client_id: 'impatient', default_max_age: 60 })
    agent = await signedInLongAgo()
  })
  /** Signed in, and allowed the test client what it usually asks for; then a hundred seconds passed. */
  const signedInLongAgo = async () => {
    const browser = userAgent(given().door)
    await logIn(browser, authorizePath())
    given().pass(100)
    return browser
  }
  const open = (by: UserAgent, over: Over) => by.open({ path: authorizePath(over) })
  const authOf = (answer: Answer) => {
    const { sub, auth_time } = claimsOf(landed(answer).parameters.get('id_token'))
    return [sub, auth_time]
  }

  for (const [name, session, over, outcome] of SILENT)
    for (const response_mode of ['fragment', 'form_post'])
      test(`PITFALLS 23: none: ${name}: ${outcome} by ${response_mode}`, async () => {
        const browser = session === 'session' ? await signedInLongAgo() : userAgent(given().door)
        const before = rowCounts(given())
        const answer = await open(browser, { ...over, prompt: 'none', response_mode })
        const { where, parameters } = landed(answer)
        assert.equal(where, response_mode)
        assert.equal(parameters.get('state'), 'a state')
        assert.equal(parameters.get('iss'), ISSUER)
        assert.equal(parameters.get('error') ?? 'code', outcome)
        assert.equal(parameters.has('code'), outcome === 'code')
        assert.deepEqual(answer.headers.getSetCookie(), [])
        assert.deepEqual(rowCounts(given()), before)
      })

  test('login asks even who is signed in, and tells the new auth_time (Core §3.1.2.1)', async () => {
    const browser = await signedInLongAgo()
    const page = await open(browser, { prompt: 'login' })
    assert.equal(pageOf(page), 'sign-in')
    assert.deepEqual(authOf(await browser.submit(page, SIGN_IN)), [people.alice, given().now()])
  })

  test('without it, who is signed in is not asked, and the auth_time is the old one', async () => {
    const browser = await signedInLongAgo()
    assert.deepEqual(authOf(await open(browser, {})), [people.alice, given().now() - 100])
  })

  // biome-ignore format: a table
  const AGES = [
    // max_age,       asked?
    ['0',             'sign-in'],
    ['1',             'sign-in'],
    ['99',            'sign-in'],
    ['100',           undefined],
    ['9999999999',    undefined],
  ] as const
  for (const [max_age, page] of AGES)
    test(`max_age=${max_age}, 100 seconds after the sign-in: ${page ?? 'issued'} (Core §3.1.2.1)`, async () => {
      const browser = await signedInLongAgo()
      const answer = await open(browser, { max_age })
      assert.equal(pageOf(answer), page)
      if (page === undefined) return
      assert.deepEqual(authOf(await browser.submit(answer, SIGN_IN)), [people.alice, given().now()])
    })

  test("a client's default_max_age holds where the request says none (Dynamic Registration §2)", async () => {
    const browser = await signedInLongAgo()
    assert.equal(pageOf(await open(browser, { client_id: 'impatient' })), 'sign-in')
    const patient = await open(browser, { client_id: 'impatient', max_age: '100' })
    assert.ok(landed(patient).parameters.has('code'))
  })

  test('a session ends after twelve hours', async () => {
    const browser = await signedInLongAgo()
    given().pass(12 * 3600 - 101)
    assert.ok(landed(await open(browser, {})).parameters.has('code'))
    given().pass(1)
    assert.equal(pageOf(await open(browser, {})), 'sign-in')
    agent = await signedInLongAgo()
  })

  test('login_hint is there to be confirmed, as text (Core §3.1.2.1)', async () => {
    const valueFor = async (login_hint: string) => {
      const page = await open(userAgent(given().door), { login_hint })
      return /name="username"[^>]*? value="([^"]*)"/.exec(page.text)?.[1]
    }
    assert.equal(await valueFor('alice'), 'alice')
    assert.equal(await valueFor('"><script>'), '&quot;&gt;&lt;script&gt;')
  })

  test('select_account: going on as who is signed in needs no password', async () => {
    const page = await open(agent, { prompt: 'select_account' })
    assert.equal(pageOf(page), 'select-account')
    const before = rowCounts(given())
    const [sub, auth_time] = authOf(await agent.submit(page, { action: 'choose' }))
    assert.equal(sub, people.alice)
    assert.ok(Number(auth_time) < given().now())
    assert.deepEqual(rowCounts(given()), before)
  })

  test('select_account: someone else signs in, and the tokens are theirs', async () => {
    const browser = await signedInLongAgo()
    const page = await open(browser, { prompt: 'select_account', client_id: 'trusted' })
    const signIn = await browser.submit(page, { action: 'use_another_account' })
    assert.equal(pageOf(signIn), 'sign-in')
    const answer = await browser.submit(signIn, SIGN_IN_AS_BOB)
    assert.deepEqual(authOf(answer), [people.bob, given().now()])
    assert.deepEqual(authOf(await open(browser, { client_id: 'trusted', prompt: 'none' })), [
      people.bob,
      given().now(),
    ])
  })

  test('select_account: who turned down an account may come back to it by signing in', async () => {
    const browser = await signedInLongAgo()
    const page = await open(browser, { prompt: 'select_account' })
    const signIn = await browser.submit(page, { action: 'use_another_account' })
    assert.deepEqual(authOf(await browser.submit(signIn, SIGN_IN)), [people.alice, given().now()])
  })

  test('select_account where nobody is signed in is a sign-in, once', async () => {
    const browser = userAgent(given().door)
    const page = await open(browser, { prompt: 'select_account' })
    assert.equal(pageOf(page), 'sign-in')
    assert.ok(landed(await browser.submit(page, SIGN_IN)).parameters.has('code'))
  })

  test('select_account, login and consent together are asked one after the other', async () => {
    const browser = await signedInLongAgo()
    const account = await open(browser, { prompt: 'consent select_account login' })
    assert.equal(pageOf(account), 'select-account')
    const signIn = await browser.submit(account, { action: 'choose' })
    assert.equal(pageOf(signIn), 'sign-in')
    const consent = await browser.submit(signIn, SIGN_IN)
    assert.equal(pageOf(consent), 'consent')
    const answer = await browser.submit(consent, { action: 'allow' })
    assert.deepEqual(authOf(answer), [people.alice, given().now()])
  })
})
