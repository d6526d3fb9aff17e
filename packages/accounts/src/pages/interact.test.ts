import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HttpRequest, HttpResponse, PendingInteraction } from '@gryphon/provider'
import { createFlowLimit } from '../flow-limit.ts'
import { memoryPeople } from '../memory-people.ts'
import { createPasswords } from '../password.ts'
import type { Person } from '../people-store.ts'
import { createRateLimit } from '../rate-limit.ts'
import { createThrottle } from '../throttle.ts'
import { ADA, ADAS_SESSION, pendingExample } from './examples.ts'
import { createInteract } from './interact.ts'

const PASSWORD = 'analytical engine'
const random = (bytes: number) => new Uint8Array(bytes).fill(7)
const passwords = createPasswords({ random })
const HASHED = await passwords.hash(PASSWORD)
const password_hash = HASHED.outcome === 'done' ? HASHED.result : ''

const requestBy = (method: string): HttpRequest => ({
  method,
  path: '/interaction/flow-1',
  query: '',
  header: () => undefined,
  body: async () => '',
})

const given = async (ada: Partial<Person> = {}, sign_up: 'open' | 'off' = 'off') => {
  const people = memoryPeople()
  await people.addPerson('default', { ...ADA, password_hash, ...ada })
  const ben = { ...ADA, sub: 'sub-ben', username: 'ben', claims: {}, password_hash }
  await people.addPerson('default', ben)
  const interact = createInteract({
    people,
    passwords,
    throttle: createThrottle({ size: 10 }),
    flowLimit: createFlowLimit({ attempts: 30, size: 10 }),
    limitSignUps: createRateLimit({ burst: 2, every: 30 }),
    now: () => 1_700_000_200,
    random,
    sign_up,
    log: () => undefined,
  })
  const get = (interaction: PendingInteraction, query: Readonly<Record<string, string>> = {}) =>
    interact(interaction, requestBy('GET'), new Map(Object.entries(query)))
  const post = (interaction: PendingInteraction, form: Readonly<Record<string, string>>) =>
    interact(interaction, requestBy('POST'), new Map(Object.entries(form)))
  return { get, post, people }
}

const titleOf = ({ body }: HttpResponse) => /<title>(.*)<\/title>/.exec(String(body))?.[1]

const bodyOf = ({ body }: HttpResponse) => String(body)

/** The verb of the interaction that answered. */
const verbOf = ({ headers }: HttpResponse) => headers.location

const pending = (
  prompt: PendingInteraction['prompt'],
  overrides: Partial<PendingInteraction> = {},
) => pendingExample({ prompt, session: ADAS_SESSION, ...overrides })

const ALLOW = { step: 'consent', sub: ADA.sub, action: 'allow' }
const CHOOSE = { step: 'select_account', sub: ADA.sub, action: 'choose' }
const CONTINUE = { step: 'continue', sub: ADA.sub, action: 'continue' }
const SIGNED_IN =
  '/signIn?sub=sub-ada&acr=urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport&amr=pwd'
const SIGN_IN = { step: 'login', username: 'ada', password: PASSWORD }

describe('GET shows the page that is due', () => {
  for (const [prompt, title] of [
    ['login', 'Sign in · Gryphon'],
    ['select_account', 'Choose an account · Gryphon'],
    ['consent', 'Photo Album asks for your permission · Gryphon'],
    [undefined, 'You are signed in · Gryphon'],
  ] as const)
    test(`${prompt}: ${title}`, async () => {
      const { get } = await given()
      const shown = await get(pending(prompt))
      assert.equal(shown.status, 200)
      assert.equal(titleOf(shown), title)
    })
})

describe('sign-in', () => {
  test('the right password signs in, by the method pwd (RFC 8176 §2), and tells its acr (Core §2)', async () => {
    const { post } = await given()
    assert.equal(verbOf(await post(pendingExample(), SIGN_IN)), SIGNED_IN)
  })

  test('spaces around the username, as telephones add them, do not matter', async () => {
    const { post } = await given()
    const form = { ...SIGN_IN, username: ' ada ' }
    assert.equal(verbOf(await post(pendingExample(), form)), SIGNED_IN)
  })

  test('after a wrong password the username is still there, and the password is not', async () => {
    const { post } = await given()
    const shown = await post(pendingExample(), { ...SIGN_IN, password: 'wrong password' })
    assert.equal(shown.status, 200)
    assert.equal(titleOf(shown), 'Error: Sign in · Gryphon')
    assert.match(bodyOf(shown), /role="alert".*do not match/s)
    assert.match(bodyOf(shown), /id="username"[^>]* value="ada"/)
    assert.doesNotMatch(bodyOf(shown), /wrong password/)
    assert.match(bodyOf(shown), /id="password"[^>]* aria-invalid="true"[^>]* autofocus/)
  })

  test('someone unknown and someone disabled see the very same page', async () => {
    const { post } = await given({ disabled: true })
    const pageFor = async (username: string) => {
      const shown = await post(pendingExample(), { ...SIGN_IN, username })
      return bodyOf(shown).replaceAll(username, 'NAME')
    }
    assert.equal(await pageFor('ada'), await pageFor('eve'))
  })

  test('the sixth attempt after five wrong ones is told how long to wait', async () => {
    const { post } = await given()
    const wrong = { ...SIGN_IN, password: 'wrong password' }
    for (let attempt = 0; attempt < 5; attempt += 1) await post(pendingExample(), wrong)
    const shown = await post(pendingExample(), SIGN_IN)
    assert.equal(shown.status, 429)
    assert.equal(shown.headers['retry-after'], '15')
    assert.match(bodyOf(shown), /Wait 15 seconds, then try again\./)
  })

  test('an empty form is told what is missing', async () => {
    const { post } = await given()
    const shown = await post(pendingExample(), { step: 'login', username: '', password: '' })
    assert.match(bodyOf(shown), /Enter your username or email and your password\./)
  })

  test('login_hint is filled in, and escaped', async () => {
    const { get } = await given()
    const shown = bodyOf(await get(pendingExample({ login_hint: '"><script>' })))
    assert.match(shown, /value="&quot;&gt;&lt;script&gt;"/)
  })

  test('who is to sign in again finds their username filled in', async () => {
    const { get } = await given()
    assert.match(bodyOf(await get(pending('login'))), /id="username"[^>]* value="ada"/)
  })
})

describe('the buttons', () => {
  for (const [what, prompt, form, verb] of [
    ['choosing oneself', 'select_account', CHOOSE, '/chooseAccount'],
    ['allowing', 'consent', ALLOW, '/allow'],
    ['denying', 'consent', { ...ALLOW, action: 'deny' }, '/deny'],
    ['continuing', undefined, CONTINUE, '/proceed'],
    ['cancelling the sign-in', 'login', { step: 'login', action: 'deny' }, '/deny'],
    [
      'being someone else',
      'consent',
      { ...ALLOW, action: 'use_another_account' },
      '/useAnotherAccount',
    ],
  ] as const)
    test(`${what} is ${verb}`, async () => {
      const { post } = await given()
      assert.equal(verbOf(await post(pending(prompt), form)), verb)
    })
})

describe('PITFALLS 20: a form that comes late does not act', () => {
  for (const [what, prompt, form, title] of [
    ['sign-in while consent is due', 'consent', SIGN_IN, /asks for your permission/],
    ['consent while sign-in is due', 'login', ALLOW, /^Sign in/],
    ['choice while consent is due', 'consent', CHOOSE, /asks for your permission/],
    ['consent while choice is due', 'select_account', ALLOW, /^Choose an account/],
    ['a form that names no step', 'consent', { sub: ADA.sub, action: 'allow' }, /asks for your/],
    ['a form that names no action', 'consent', { ...ALLOW, action: '' }, /asks for your/],
  ] as const)
    test(`${what}: the page that is due is shown`, async () => {
      const { post } = await given()
      const shown = await post(pending(prompt), form)
      assert.equal(shown.status, 200)
      assert.match(titleOf(shown) ?? '', title)
    })

  for (const [what, form] of [
    ['sign-in', SIGN_IN],
    ['choice', CHOOSE],
    ['consent', ALLOW],
  ] as const)
    test(`${what} twice, the flow being finished: it goes on, as the first time`, async () => {
      const { post } = await given()
      assert.equal(verbOf(await post(pending(undefined), form)), '/proceed')
    })

  test('a sign-in as someone else, the flow being finished, is not taken for the one signed in', async () => {
    const { post } = await given()
    const shown = await post(pending(undefined), { ...SIGN_IN, username: 'ben' })
    assert.equal(titleOf(shown), 'You are signed in · Gryphon')
    assert.match(bodyOf(shown), /You are now signed in as someone else/)
  })
})

describe('PITFALLS 26: what one person saw is not done for another', () => {
  for (const [prompt, form] of [
    ['select_account', CHOOSE],
    ['consent', ALLOW],
    [undefined, CONTINUE],
  ] as const)
    test(`${form.step} shown to ada, sent while ben is signed in`, async () => {
      const { post } = await given()
      const session = { ...ADAS_SESSION, sub: 'sub-ben' }
      const shown = await post(pending(prompt, { session }), form)
      assert.equal(shown.status, 200)
      assert.match(bodyOf(shown), /You are now signed in as someone else/)
    })
})

describe('someone signed in who is gone or disabled', () => {
  for (const prompt of ['select_account', 'consent', undefined] as const) {
    test(`is asked to sign in when ${prompt} is due: disabled`, async () => {
      const { get, post } = await given({ disabled: true })
      assert.equal(verbOf(await get(pending(prompt))), '/useAnotherAccount')
      assert.equal(verbOf(await post(pending(prompt), ALLOW)), '/useAnotherAccount')
    })
    test(`is asked to sign in when ${prompt} is due: gone`, async () => {
      const { get } = await given()
      const session = { ...ADAS_SESSION, sub: 'sub-gone' }
      assert.equal(verbOf(await get(pending(prompt, { session }))), '/useAnotherAccount')
    })
  }
})
