import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AccessError } from '../errors.ts'
import { bearing, createScene, tokenOf } from '../testing/scene.ts'
import { tokenInQuery } from '../verifier.ts'
import { type ApiRequest, apiRequestOf } from './api-request.ts'
import { type BearerMethod, findCredentials } from './credentials.ts'

const EVERY = { methods: ['header', 'body', 'query'], schemes: ['Bearer', 'DPoP'] } as const
const HEADER = { methods: ['header'], schemes: ['Bearer'] } as const

const withHeader = (authorization: string, url = '/things'): ApiRequest => ({
  method: 'GET',
  url,
  header: (name) => ({ authorization })[name],
})

const B64 = fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,300}={0,2}$/)
const inAnyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((c, at) => (upper[at] ? c.toUpperCase() : c)).join(''))

test('RFC 6750 §2.1, RFC 9110 §11.1: every b64token after a scheme in any case is found, as it is', async () => {
  const holds = fc.asyncProperty(inAnyCase('bearer'), B64, async (scheme, token) => {
    const found = await findCredentials(withHeader(`${scheme} ${token}`), HEADER)
    assert.deepEqual(found, { method: 'header', scheme: 'Bearer', token })
  })
  await fc.assert(holds)
})

test('RFC 9449 §7.1: so it is for DPoP', async () => {
  const holds = fc.asyncProperty(inAnyCase('dpop'), B64, async (scheme, token) => {
    const { scheme: found } = await findCredentials(withHeader(`${scheme} ${token}`), EVERY)
    assert.equal(found, 'DPoP')
  })
  await fc.assert(holds, { numRuns: 50 })
})

test('whatever an Authorization header is, it has one token, or is refused by 400 or 401', async () => {
  const words = fc.array(fc.constantFrom('Bearer', 'DPoP', 'Basic', ' ', ',', '=', 'a', '"', '\t'))
  const value = fc.oneof(
    fc.string(),
    words.map((all) => all.join('')),
    words.map((all) => all.join(' ')),
  )
  const holds = fc.asyncProperty(value, async (authorization) => {
    try {
      const { token } = await findCredentials(withHeader(authorization), EVERY)
      assert.match(token, /^[A-Za-z0-9\-._~+/]+=*$/)
    } catch (error) {
      assert.ok(error instanceof AccessError, String(error))
      assert.ok(['token_missing', 'token_malformed'].includes(error.code), error.code)
      assert.equal(error.status, error.code === 'token_missing' ? 401 : 400)
    }
  })
  await fc.assert(holds, { numRuns: 500 })
})

test('whatever a URL is, a token in its query is refused, and nothing else of it is taken for one', async () => {
  const part = fc.constantFrom(
    'access_token',
    'Access_Token',
    '=',
    '&',
    '?',
    '#',
    'a',
    '/',
    '%61ccess_token',
    '+',
  )
  const holds = fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
    const url = `/things${parts.join('')}`
    const tokens = new URL(`http://localhost${url}`).searchParams.getAll('access_token')
    const code = { 0: undefined, 1: 'token_repeated' }[Math.min(tokens.length, 1)]
    const outcome = await findCredentials(withHeader('Bearer a', url), HEADER).then(
      () => undefined,
      (error: AccessError) => error.code,
    )
    assert.equal(outcome, code, url)
  })
  await fc.assert(holds, { numRuns: 500 })
})

test('RFC 9110 §8.3.1: the type of a form is one in any case, whatever its parameters', async () => {
  for (const type of [
    'Application/X-WWW-Form-URLencoded',
    'application/x-www-form-urlencoded ; charset=UTF-8',
  ]) {
    const request = new Request('https://api.example.com/', {
      method: 'POST',
      body: 'access_token=a',
      headers: { 'content-type': type },
    })
    const sent = await findCredentials(apiRequestOf(request), { ...EVERY, methods: METHODS })
    assert.equal(sent.token, 'a')
  }
})

test('RFC 9449 §7.1: what is sent by a scheme and is no token is refused in its challenge', async () => {
  for (const [header, scheme] of [
    ['DPoP ,', 'DPoP'],
    ['Bearer ,', 'Bearer'],
    ['DPoP', 'DPoP'],
  ] as const)
    await assert.rejects(findCredentials(withHeader(header), EVERY), {
      code: 'token_malformed',
      status: 400,
      scheme,
    })
})

test('a token that is too long is not looked at', async () => {
  const longest = 'a'.repeat(16_384)
  assert.equal((await findCredentials(withHeader(`Bearer ${longest}`), HEADER)).token, longest)
  await assert.rejects(findCredentials(withHeader(`Bearer ${longest}a`), HEADER), {
    code: 'token_malformed',
  })
})

test('RFC 6750 §2.3: a token in the query is accepted by a visible symbol only', async () => {
  const token = await tokenOf()
  const request = () => new Request(`https://api.example.com/things?access_token=${token}`)
  const { api } = createScene({ [tokenInQuery]: true })
  assert.equal((await api.verify(request())).sub, '248289761001')
  await assert.rejects(createScene().api.verify(request()), { code: 'method_refused', status: 400 })
  const twice = bearing(token, request().url)
  await assert.rejects(api.verify(twice), { code: 'token_repeated' })
})

test('RFC 6750 §2.2: the body of a GET is nobody’s, and the form is asked for once', async () => {
  let asked = 0
  const form = async () => {
    asked += 1
    return new URLSearchParams('access_token=a')
  }
  const sent = (method: string) =>
    findCredentials({ ...withHeader(''), method, form }, { ...EVERY, methods: METHODS })
  for (const method of ['GET', 'HEAD'])
    await assert.rejects(sent(method), { code: 'token_missing' })
  assert.equal(asked, 0)
  assert.equal((await sent('POST')).token, 'a')
  assert.equal(asked, 1)
})

const METHODS: readonly BearerMethod[] = ['body']
