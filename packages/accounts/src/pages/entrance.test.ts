import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HttpRequest, HttpResponse, PendingInteraction } from '@gryphon/provider'
import { createFlowLimit } from '../flow-limit.ts'
import { memoryPeople } from '../memory-people.ts'
import { createPasswords } from '../password.ts'
import { createRateLimit } from '../rate-limit.ts'
import { createThrottle } from '../throttle.ts'
import { ADAS_SESSION, pendingExample } from './examples.ts'
import { createInteract } from './interact.ts'

const NOW = 1_700_000_200

const requestBy = (method: string): HttpRequest => ({
  method,
  path: '/interaction/flow-1',
  query: '',
  header: () => undefined,
  body: async () => '',
})

const given = (sign_up: 'open' | 'off' = 'open') => {
  const people = memoryPeople()
  let calls = 0
  const random = (bytes: number) => new Uint8Array(bytes).fill(++calls)
  const interact = createInteract({
    people,
    passwords: createPasswords({ random }),
    throttle: createThrottle({ size: 10 }),
    flowLimit: createFlowLimit({ attempts: 30, size: 10 }),
    limitSignUps: createRateLimit({ burst: 2, every: 30 }),
    now: () => NOW,
    random,
    sign_up,
    log: () => undefined,
  })
  const sending =
    (method: string) =>
    (interaction: PendingInteraction, form: Readonly<Record<string, string>> = {}) =>
      interact(interaction, requestBy(method), new Map(Object.entries(form)))
  return { people, get: sending('GET'), post: sending('POST') }
}

const CREATION = pendingExample({ prompt: 'create', session: undefined })

const BEA = {
  step: 'create',
  action: 'create',
  name: 'Bea Baker',
  username: 'bea@example.com',
  password: 'bread and butter',
}

const titleOf = ({ body }: HttpResponse) => /<title>(.*)<\/title>/.exec(String(body))?.[1]

const verbOf = ({ headers }: HttpResponse) => String(headers.location)

describe('prompt=create (Initiating User Registration §4)', () => {
  test('shows the page that creates an account, with login_hint in it', async () => {
    const shown = await given().get({ ...CREATION, login_hint: 'bea@example.com' })
    assert.equal(titleOf(shown), 'Create your account · Gryphon')
    assert.match(String(shown.body), /<input id="username"[^>]* value="bea@example\.com"/)
  })

  test('shows the sign-in page where sign-up is off, and creates nothing', async () => {
    const { get, post, people } = given('off')
    assert.equal(titleOf(await get(CREATION)), 'Sign in · Gryphon')
    assert.equal(titleOf(await get(CREATION, { show: 'create' })), 'Sign in · Gryphon')
    assert.equal(titleOf(await post(CREATION, BEA)), 'Error: Sign in · Gryphon')
    assert.deepEqual(await people.listPeople('default', { limit: 10 }), [])
  })

  test('who creates an account is signed in with it', async () => {
    const { post, people } = given()
    const answer = await post(CREATION, BEA)
    const person = await people.findPersonByLogin('default', 'bea@example.com')
    assert.equal(
      verbOf(answer),
      `/signIn?sub=${person?.sub}&acr=urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport&amr=pwd`,
    )
    assert.deepEqual(person?.claims, {
      name: 'Bea Baker',
      email: 'bea@example.com',
      email_verified: false,
    })
    assert.equal(person?.created_at, NOW)
  })

  test('who has an account after all signs in by the other page', async () => {
    const { get, post } = given()
    await post(CREATION, BEA)
    const shown = await get(CREATION, { show: 'login' })
    assert.equal(titleOf(shown), 'Sign in · Gryphon')
    const { username, password } = BEA
    const answer = await post(CREATION, { step: 'create', action: 'sign_in', username, password })
    assert.match(verbOf(answer), /^\/signIn\?/)
  })

  test('where sign-in is due, the other page creates an account', async () => {
    const { get, post } = given()
    const due = pendingExample()
    assert.equal(titleOf(await get(due, { show: 'create' })), 'Create your account · Gryphon')
    assert.match(verbOf(await post(due, { ...BEA, step: 'login' })), /^\/signIn\?/)
  })

  test('PITFALLS 20: a second click is as the first', async () => {
    const { post, people } = given()
    const answers = await Promise.all([post(CREATION, BEA), post(CREATION, BEA)])
    assert.equal(verbOf(answers[0]), verbOf(answers[1]))
    const everyone = await people.listPeople('default', { limit: 10 })
    assert.equal(everyone.length, 1)
    const session = { ...ADAS_SESSION, sub: everyone[0]?.sub ?? '' }
    const late = await post(pendingExample({ prompt: undefined, session }), BEA)
    assert.equal(verbOf(late), '/proceed')
  })

  test('what cannot be is told, and creates nobody', async () => {
    const { post, people } = given()
    const shown = await post(CREATION, { ...BEA, name: ' ', password: 'short' })
    assert.equal(shown.status, 200)
    assert.equal(titleOf(shown), 'Error: Create your account · Gryphon')
    assert.match(String(shown.body), /Enter your name\..*A password has 8 to 1024 characters\./s)
    assert.doesNotMatch(String(shown.body), /"short"/)
    assert.deepEqual(await people.listPeople('default', { limit: 10 }), [])
  })

  test('it is spoken in the language of ui_locales (Core §3.1.2.1)', async () => {
    const client = { ...CREATION.client, localized: { 'client_name#de': 'Fotoalbum' } }
    const shown = await given().get({ ...CREATION, ui_locales: ['de-CH'], client })
    assert.equal(titleOf(shown), 'Konto erstellen · Gryphon')
    assert.match(String(shown.body), />Fotoalbum<\/bdi>/)
  })
})
