import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessError } from './errors.ts'
import { bearing, createScene, type SceneConfig, tokenOf } from './testing/scene.ts'

const URL_ = 'https://api.example.com/things'

/** What a guarded handler that greets answers to a request. */
const answerTo = async (request: Request, config: SceneConfig = {}) => {
  const { api } = createScene(config)
  const handler = api.protect((_, token) => Response.json({ hello: token.sub }), {
    scope: ['read'],
  })
  const response = await handler(request)
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: await response.json(),
  }
}

const posting = (body: URLSearchParams, headers: Readonly<Record<string, string>> = {}) =>
  new Request(URL_, { method: 'POST', body, headers })

test('RFC 6750 §2.1: a request with a good token is let through', async () => {
  const { status, challenge, body } = await answerTo(bearing(await tokenOf()))
  assert.deepEqual([status, challenge, body], [200, null, { hello: '248289761001' }])
})

test('RFC 9110 §11.1: the scheme is compared without regard to case', async () => {
  const headers = { authorization: `bEARER ${await tokenOf()}` }
  assert.equal((await answerTo(new Request(URL_, { headers }))).status, 200)
})

for (const headers of [{}, { authorization: 'Basic dXNlcjpwYXNz' }, { authorization: 'DPoP abc' }])
  test(`RFC 6750 §3.1: without a bearer token (${JSON.stringify(headers)}) the challenge names no error`, async () => {
    const { status, challenge, body } = await answerTo(new Request(URL_, { headers }))
    assert.deepEqual([status, challenge, body], [401, 'Bearer', {}])
  })

test('RFC 9110 §11.5: the realm is named where there is one', async () => {
  const { challenge } = await answerTo(new Request(URL_), { realm: 'things' })
  assert.equal(challenge, 'Bearer realm="things"')
})

test('RFC 6750 §3.1: a bad token is answered 401 invalid_token', async () => {
  const { status, challenge, body } = await answerTo(bearing('a.b.c'))
  assert.equal(status, 401)
  assert.equal(
    challenge,
    'Bearer error="invalid_token", error_description="the access token is no signed JWT"',
  )
  assert.deepEqual(body, {
    error: 'invalid_token',
    error_description: 'the access token is no signed JWT',
  })
})

test('RFC 6750 §3.1: a token without the scope is answered 403 insufficient_scope, with the scope', async () => {
  const token = await tokenOf({ claims: { scope: 'openid' } })
  const { status, challenge } = await answerTo(bearing(token))
  assert.equal(status, 403)
  assert.equal(
    challenge,
    'Bearer error="insufficient_scope", error_description="the access token does not allow this", scope="read"',
  )
})

test('RFC 6750 §2: a token that is sent in two ways is answered 400', async () => {
  const token = await tokenOf()
  const headers = { authorization: `Bearer ${token}` }
  const both = [
    bearing(token, `${URL_}?access_token=${token}`),
    posting(new URLSearchParams({ access_token: token }), headers),
    posting(new URLSearchParams([...Array(2)].map(() => ['access_token', token]))),
  ]
  for (const request of both) {
    const { status, body } = await answerTo(request, { bearer_methods: ['header', 'body'] })
    assert.deepEqual([status, body.error], [400, 'invalid_request'])
  }
})

for (const value of ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer ü'])
  test(`RFC 6750 §2.1: '${value}' is answered 400`, async () => {
    const { status, body } = await answerTo(
      new Request(URL_, { headers: { authorization: value } }),
    )
    assert.deepEqual([status, body.error], [400, 'invalid_request'])
  })

test('RFC 9700 §4.3.2: a token in the query is answered 400', async () => {
  const { status, body } = await answerTo(new Request(`${URL_}?access_token=${await tokenOf()}`))
  assert.deepEqual([status, body.error], [400, 'invalid_request'])
})

test('RFC 6750 §2.2: a token in the body is accepted where that is allowed', async () => {
  const token = await tokenOf()
  const request = () => posting(new URLSearchParams({ access_token: token }))
  assert.equal((await answerTo(request())).status, 400)
  assert.equal((await answerTo(request(), { bearer_methods: ['body'] })).status, 200)
})

test('the body of a request is left for the handler', async () => {
  const { api } = createScene()
  const handler = api.protect(async (request) => new Response(await request.text()))
  const headers = { authorization: `Bearer ${await tokenOf()}` }
  const response = await handler(posting(new URLSearchParams({ a: 'b' }), headers))
  assert.equal(await response.text(), 'a=b')
})

test('RFC 6750 §2.2: only a form is looked through, and only while it can be read', async () => {
  const token = await tokenOf()
  const headers = { authorization: `Bearer ${token}` }
  const body = `access_token=${token}`
  assert.equal((await answerTo(new Request(URL_, { method: 'POST', body, headers }))).status, 200)
  const used = posting(new URLSearchParams({ access_token: token }), headers)
  await used.text()
  assert.equal((await answerTo(used)).status, 200)
})

test('an issuer that cannot be reached is answered 503, without challenge', async () => {
  const { status, challenge } = await answerTo(bearing(await tokenOf()), {
    jwks_uri: 'https://op.example.com/none',
  })
  assert.deepEqual([status, challenge], [503, null])
})

test('a refusal is not stored by caches', async () => {
  const response = createScene().api.refuse(
    new AccessError('token_missing', 'an access token is needed', { status: 401, section: '' }),
  )
  assert.equal(response.headers.get('cache-control'), 'no-store')
})

test('a fault of the handler is not turned into a refusal', async () => {
  const fault = new Error('a fault')
  const { api } = createScene()
  const handler = api.protect(() => {
    throw fault
  })
  await assert.rejects(handler(bearing(await tokenOf())), fault)
  assert.throws(() => api.refuse(fault), fault)
})

test('the answer of a handler is handed on as it is', async () => {
  const answer = new Response('things')
  const handler = createScene().api.protect(() => answer)
  assert.equal(await handler(bearing(await tokenOf())), answer)
})

test('what a platform passes beside the request reaches the handler', async () => {
  const { api } = createScene()
  const handler = api.protect((_request, token, env: { readonly greeting: string }) =>
    Response.json(`${env.greeting} ${token.sub}`),
  )
  const response = await handler(bearing(await tokenOf()), { greeting: 'hello' })
  assert.equal(await response.json(), 'hello 248289761001')
})

test('a log is told of every refusal, and of no fault of a handler, which rises', async () => {
  const told: unknown[] = []
  const { api } = createScene({ log: (error) => void told.push(error.code) })
  assert.equal((await api.protect(() => new Response())(new Request(URL_))).status, 401)
  const fault = new TypeError('a fault')
  assert.throws(() => api.refusal(fault), fault)
  assert.deepEqual(told, ['token_missing'])
})
