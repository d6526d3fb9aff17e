import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { type ClientKey, clientKey } from '../support/assertions.ts'
import { addClient, EVERY_RESPONSE_TYPE, PUBLIC } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { basic } from '../support/flow.ts'
import { FUZZ } from '../support/fuzz.ts'
import { holdInvariants, landingOfAnywhere, type Writes } from '../support/invariants.ts'
import { checkMembers, checkResponseMembers } from '../support/members.ts'
import { objectsOf } from '../support/objects.ts'
import { REDIRECT_URI } from '../support/op.ts'
import { signText, unsignedJwt } from '../support/raw-jwt.ts'
import { MOSTLY_RIGHT, REQUEST } from '../support/request-vocabulary.ts'
import { signedIn } from '../support/signed-in.ts'
import { type Answer, type Asked, type UserAgent, userAgent } from '../support/user-agent.ts'
import { type FormText, formsOf } from '../support/vocabulary.ts'

const CLIENT_IDS = ['every', 'every', 'every', 'app', 'public', 'nobody']
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' }
const ANYTHING = formsOf({ client_id: CLIENT_IDS, ...REQUEST })
const RIGHT = formsOf({ client_id: ['every'], ...MOSTLY_RIGHT })

/** What a form says for one name, where it says it once and in UTF-8. */
const onlyValue = (form: FormText, name: string): string | undefined => {
  const values = new URLSearchParams(form).getAll(name).filter((value) => value !== '')
  return values.length === 1 ? values[0] : undefined
}

/** The state that must come back: one that came once, and is not too long (PITFALLS 4). */
const echoed = (state: string | undefined) =>
  state === undefined || state.length > 4096 ? [] : [state]

/** A member of a request object as the parameter it stands for (RFC 9101 §4); half a surrogate pair cannot travel. */
function asParameter(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()
}

throughEachDoor('generated Authorization Requests hold what they must', (given) => {
  let agent: UserAgent
  let stranger: UserAgent
  let key: ClientKey
  before(async () => {
    agent = await signedIn(given())
    stranger = userAgent(given().door)
    key = clientKey('ES256', 'a')
    const every = { response_types: EVERY_RESPONSE_TYPE, jwks: { keys: [key.public_jwk] } }
    await addClient(given(), { client_id: 'every', ...every })
    await addClient(given(), { client_id: 'public', ...PUBLIC })
  })

  const held = (asked: Asked, isKnown: boolean, writes: Writes = 'nothing') =>
    holdInvariants(given(), () => (isKnown ? agent : stranger).send(asked), writes)

  const checkAnswer = (answer: Answer, form: FormText) => {
    const landing = landingOfAnywhere(answer)
    if (landing === undefined) return
    assert.deepEqual(landing.parameters.getAll('state'), echoed(onlyValue(form, 'state')))
    checkResponseMembers(landing, onlyValue(form, 'response_type') ?? '')
  }

  for (const [what, forms] of [
    ['anything', ANYTHING],
    ['mostly right', RIGHT],
  ] as const)
    test(`by GET and POST, ${what}, signed in and not (RFC 6749 §4.1.2.1, RFC 9207 §2)`, () =>
      fc.assert(
        fc.asyncProperty(forms, fc.boolean(), fc.boolean(), async (form, isPost, isKnown) => {
          const asked = isPost
            ? { method: 'POST', path: '/authorize', body: form, headers: FORM_HEADERS }
            : { path: `/authorize?${form}` }
          checkAnswer(await held(asked, isKnown), form)
        }),
        FUZZ,
      ))

  for (const [what, forms] of [
    ['anything', formsOf(REQUEST)],
    ['mostly right', formsOf(MOSTLY_RIGHT)],
  ] as const)
    test(`pushed, ${what} (RFC 9126 §2)`, () =>
      fc.assert(
        fc.asyncProperty(forms, fc.boolean(), async (form, isKnown) => {
          const headers = { ...FORM_HEADERS, authorization: basic('every') }
          const push = { method: 'POST', path: '/oauth/par', headers, body: form }
          const pushed = await holdInvariants(given(), () => given().door.send(push))
          checkMembers('pushed', pushed)
          if (pushed.status !== 201) return
          const { request_uri } = JSON.parse(pushed.text)
          const path = `/authorize?${new URLSearchParams({ client_id: 'every', request_uri })}`
          checkAnswer(await held({ path }, isKnown, 'use'), form)
          const again = await held({ path }, isKnown, 'use')
          assert.deepEqual([again.status, landingOfAnywhere(again)], [400, undefined])
        }),
        FUZZ,
      ))

  const CLAIMS = { client_id: ['every'], iss: ['every'], aud: ['https://op.example'] }
  const HEADER = { alg: ['ES256'], kid: ['a'], typ: ['oauth-authz-req+jwt'] }
  /** By POST: a query is bounded by what servers read of a header. */
  const object = (request: string, more: Readonly<Record<string, string>>): Asked => ({
    method: 'POST',
    path: '/authorize',
    body: new URLSearchParams({ client_id: 'every', request, ...more }),
  })

  for (const [what, claims] of [
    ['anything', objectsOf({ ...CLAIMS, ...REQUEST, max_age: [0, 3600] })],
    ['mostly right', objectsOf({ ...CLAIMS, ...MOSTLY_RIGHT })],
  ] as const)
    test(`in a signed request object, ${what} (RFC 9101 §6)`, () =>
      fc.assert(
        fc.asyncProperty(claims, fc.boolean(), fc.boolean(), async (text, isKnown, isNamed) => {
          const request = signText(key, JSON.stringify({ alg: 'ES256', kid: 'a' }), text)
          const named = { redirect_uri: REDIRECT_URI, state: 'outside' }
          const asked = object(request, isNamed ? named : {})
          const landing = landingOfAnywhere(await held(asked, isKnown))
          if (landing?.parameters.has('error') !== false) return
          const { response_type, state } = JSON.parse(text)
          assert.deepEqual(landing.parameters.getAll('state'), echoed(asParameter(state)))
          checkResponseMembers(landing, response_type)
        }),
        FUZZ,
      ))

  test('in a request object with any header, signed or not (RFC 9101 §4, RFC 7515 §4)', () =>
    fc.assert(
      fc.asyncProperty(
        objectsOf({ ...HEADER, b64: [true, false], zip: ['DEF'] }),
        objectsOf({ ...CLAIMS, ...MOSTLY_RIGHT }),
        fc.option(fc.base64String()),
        async (header, claims, signature) => {
          const request =
            signature === null
              ? signText(key, header, claims)
              : unsignedJwt(header, claims, signature)
          const asked = object(request, { redirect_uri: REDIRECT_URI, state: 'outside' })
          const landing = landingOfAnywhere(await held(asked, true))
          if (signature === null) return
          assert.equal(landing?.parameters.get('error'), 'invalid_request_object')
          assert.equal(landing?.parameters.get('state'), 'outside')
        },
      ),
      FUZZ,
    ))
})
