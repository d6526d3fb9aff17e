import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addClient, PKCE } from '../support/clients.ts'
import { authorizePath, authorizeQuery } from '../support/flow.ts'
import { addClientWithKey, CLIENT_ID, signRequest } from '../support/four-doors.ts'
import { API, REDIRECT_URI, startOp, type TestOp } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'

type Over = Readonly<Record<string, string | undefined>>

// biome-ignore format: a table
const REFUSALS: readonly (readonly [string, Over, string, string, string])[] = [
  // what is wrong,               the request,                              step,             rule,                           found
  ['client_id is missing',        { client_id: undefined },                 'return address', 'RFC 6749 §4.1.1',              'invalid_request: client_id is missing; the person sees an error page'],
  ['client_id is unknown',        { client_id: 'nobody' },                  'return address', 'RFC 6749 §4.1.2.1',            'invalid_request: client_id is unknown; the person sees an error page'],
  ['redirect_uri is not its own', { redirect_uri: 'https://rp.example/' },  'return address', 'RFC 6749 §3.1.2.3',            'invalid_request: redirect_uri is not registered for this client; the person sees an error page'],
  ['response_type is missing',    { response_type: undefined },             'request',        'RFC 6749 §4.1.2.1',            'invalid_request: response_type is missing; the client is told'],
  ['response_type is unknown',    { response_type: 'code junk' },           'request',        'Core §3.1.2.6',                'unsupported_response_type: response_type is not supported; the client is told'],
  ['response_type is not its own', { client_id: 'plain' },                  'request',        'Dynamic Registration §2',      'unauthorized_client: the client is not registered for this response_type; the client is told'],
  ['query for hybrid',            { response_mode: 'query' },               'request',        'Multiple Response Types §5',   'invalid_request: response_mode query does not suit this response_type; the client is told'],
  ['response_mode is unknown',    { response_mode: 'web_message' },         'request',        'Multiple Response Types §2.1', 'invalid_request: response_mode is not supported; the client is told'],
  ['nonce is missing',            { nonce: undefined },                     'request',        'Core §3.3.2.1',                'invalid_request: nonce is required; the client is told'],
  ['openid is missing',           { scope: 'profile' },                     'request',        'Core §3.1.2.1',                'invalid_scope: scope must have openid for an ID Token; the client is told'],
  ['the API is unknown',          { resource: 'https://api.example/no' },   'request',        'RFC 8707 §2',                  'invalid_target: resource is not known here; the client is told'],
  ['PKCE is plain',               { ...PKCE, code_challenge_method: 'plain' }, 'request',     'RFC 7636 §4.4.1',              'invalid_request: code_challenge_method must be S256; the client is told'],
  ['prompt is unknown',           { prompt: 'maybe' },                      'request',        'Core §3.1.2.1',                'invalid_request: prompt has an unknown value; the client is told'],
  ['prompt is none and login',    { prompt: 'none login' },                 'request',        'Core §3.1.2.1',                'invalid_request: prompt none stands alone; the client is told'],
  ['max_age is a word',           { max_age: 'hour' },                      'request',        'Core §3.1.2.1',                'invalid_request: max_age is not a number of seconds; the client is told'],
  ['claims is a word',            { claims: 'email' },                      'request',        'Core §5.5',                    'invalid_request: claims is not a JSON object; the client is told'],
  ['a damaged request object',    { request: 'a.b.c' },                     'request object', 'RFC 9101 §6',                  'invalid_request_object: the request object is refused: JWS Protected Header is invalid; the client is told'],
]

/** Where the description says what to change already. */
const SELF_EVIDENT = ['response_mode is unknown']

describe('explain', () => {
  let given: TestOp
  let fetched = 0
  before(async () => {
    given = await startOp('fetch', {
      fetch: async () => {
        fetched += 1
        return { status: 404, body: '' }
      },
    })
    await addClient(given, { client_id: 'plain', response_types: ['code'] })
  })
  after(() => given.close())

  test('tells what is asked for beside the scope, and what nobody here knows', async () => {
    const steps = await given.op.explain(
      authorizePath({
        state: 's',
        responce_mode: 'form_post',
        claims: JSON.stringify({
          userinfo: { email: null, favcolor: null },
          id_token: { acr: { essential: false } },
          id_tokens: {},
        }),
        acr_values: '1 2',
        ui_locales: 'de fr',
        display: 'popup',
      }),
    )
    const found = Object.fromEntries(steps.map((one) => [one.step, one]))
    // biome-ignore format: a table
    const rows = [
      ['state',      '1 character',                                                                            undefined],
      ['ignored',    'responce_mode: not known here, so nothing comes of it',                                  'compare the names to the letter, if something should'],
      ['claims',     'userinfo: email; id_token: acr (left out, not known here: favcolor, id_tokens)',         'compare the names with claims_supported, in /.well-known/openid-configuration'],
      ['acr_values', '1 2',                                                                                    undefined],
      ['ui_locales', 'de fr',                                                                                  undefined],
      ['display',    'popup',                                                                                  undefined],
    ] as const
    for (const [step, text, change] of rows)
      assert.deepEqual(
        [found[step]?.outcome, found[step]?.found, found[step]?.change],
        ['ok', text, change],
      )
  })

  test('walks a good request down the line and tells what was found, and by which rule', async () => {
    const before = [rowCounts(given), given.events.length]
    const steps = await given.op.explain(
      `https://op.example${authorizePath({
        ...PKCE,
        scope: 'openid read:notes unknown',
        resource: API,
        prompt: 'login',
        max_age: '60',
      })}`,
    )
    assert.deepEqual(
      steps.map(({ step, outcome, found, rule }) => `${step} | ${outcome} | ${found} | ${rule}`),
      [
        'tenant | ok | default | issuer',
        'parameters | ok | client_id, redirect_uri, response_type, scope, state, nonce, code_challenge, code_challenge_method, resource, prompt, max_age | RFC 6749 §3.1',
        'client | ok | app (Example App) | RFC 6749 §2.2',
        `redirect_uri | ok | ${REDIRECT_URI} | RFC 6749 §3.1.2.3`,
        'response_mode | ok | fragment | Multiple Response Types §2.1',
        'state | ok | 7 characters | RFC 6749 §4.1.1',
        'response_type | ok | code id_token | Core §3',
        "scope | ok | openid read:notes (left out, unknown or not this client's: unknown) | Core §3.1.2.1",
        `resource | ok | ${API} | RFC 8707 §2`,
        'nonce | ok | present | Core §3.3.2.1',
        'code_challenge | ok | S256 | RFC 7636 §4.3',
        'sign-in | open | prompt login, max_age 60 | Core §3.1.2.3',
        'consent | open | asked for what this person has not allowed this client yet | Core §3.1.2.4',
      ],
    )
    assert.deepEqual([rowCounts(given), given.events.length], before)
  })

  for (const [name, over, step, rule, found] of REFUSALS)
    test(`${name}: says by which rule`, async () => {
      const steps = await given.op.explain(authorizePath(over))
      const { change, ...last } = { change: undefined, ...steps.at(-1) }
      assert.deepEqual(last, { step, outcome: 'refused', found, rule })
      if (!SELF_EVIDENT.includes(name)) assert.ok(String(change).length > 10, 'says what to change')
      assert.ok(steps.slice(0, -1).every(({ outcome }) => outcome === 'ok'))
    })

  test('a path is enough, and says nothing of the state, nonce or challenge themselves', async () => {
    const steps = await given.op.explain(authorizePath({ ...PKCE, state: 'a-secret-state' }))
    assert.equal(steps.length, 13)
    const said = JSON.stringify(steps)
    for (const secret of ['a-secret-state', 'a-nonce', PKCE.code_challenge])
      assert.ok(!said.includes(secret))
  })

  test('says of a scope whose API was not named which resource to send', async () => {
    const steps = await given.op.explain(authorizePath({ scope: 'openid read:notes unknown' }))
    const { found, change } = { change: undefined, ...steps.find(({ step }) => step === 'scope') }
    assert.equal(
      found,
      "openid (left out, unknown or not this client's: unknown; of an API that was not named)",
    )
    assert.equal(change, `read:notes belongs to ${API}: send resource=${API}`)
  })

  test('says what a request leaves out, and that a trusted client is not asked for', async () => {
    await addClient(given, { client_id: 'first-party', response_types: ['code'] })
    const steps = await given.op.explain(
      authorizePath({
        client_id: 'first-party',
        response_type: 'code',
        scope: 'openid',
        state: undefined,
        nonce: undefined,
      }),
    )
    assert.deepEqual(
      steps.slice(2).map(({ step, found }) => `${step} | ${found}`),
      [
        'client | first-party (first-party)',
        `redirect_uri | ${REDIRECT_URI}`,
        'response_mode | query',
        'state | none',
        'response_type | code',
        'scope | openid',
        'resource | none',
        'nonce | none',
        'code_challenge | none',
        'sign-in | prompt not given, max_age not given',
        'consent | the client is trusted: only asked for with prompt=consent',
      ],
    )
  })

  test('says what a request object holds (RFC 9101 §6.3)', async () => {
    const key = await addClientWithKey(given)
    const inside = Object.fromEntries(
      new URLSearchParams(authorizeQuery({ client_id: CLIENT_ID, state: 'inside' })),
    )
    const request = await signRequest(key, inside)
    const steps = await given.op.explain(
      `/authorize?${new URLSearchParams({ client_id: CLIENT_ID, request })}`,
    )
    assert.deepEqual(steps[2], {
      step: 'request object',
      outcome: 'ok',
      found: 'redirect_uri, response_type, scope, state, nonce, client_id',
      rule: 'RFC 9101 §6.3',
    })
    assert.equal(steps.length, 14)
  })

  test('says from where a request object would be fetched, and fetches nothing (RFC 9101 §5.2)', async () => {
    await addClient(given, {
      client_id: 'referring',
      jwks_uri: 'https://rp.example/jwks.json',
      request_uris: ['https://rp.example/request#one'],
    })
    const last = async (client_id: string, request_uri: string) => {
      const query = new URLSearchParams({ client_id, request_uri })
      return (await given.op.explain(`/authorize?${query}`)).at(-1)
    }
    assert.deepEqual(await last('referring', 'https://rp.example/request#two'), {
      step: 'request object',
      outcome: 'open',
      found:
        'it would be fetched from https://rp.example/request, and all else is in it; to explain is not to fetch',
      rule: 'RFC 9101 §5.2',
      change:
        'fetch it yourself, if you trust the address, and explain the request with it as request',
    })
    for (const [client_id, uri] of [
      ['referring', 'https://evil.example/request'],
      ['plain', 'https://rp.example/request'],
    ] as const) {
      const { outcome, found } = (await last(client_id, uri)) ?? assert.fail()
      assert.equal(outcome, 'refused')
      assert.match(found, /^invalid_request_uri: request_uri is not one that is fetched for/)
    }
    assert.equal((await last('nobody', 'https://rp.example/request'))?.outcome, 'refused')
    assert.equal(fetched, 0)
  })

  // biome-ignore format: a table
  const ELSEWHERE = [
    ['https://other.example/authorize',     'the address is of https://other.example, this provider is https://op.example'],
    ['https://op.example/oauth/token',      'not an authorization endpoint of https://op.example'],
    ['https://op.example/nobody/authorize', 'not an authorization endpoint of https://op.example'],
    ['https://',                            'not an authorization endpoint of https://op.example'],
    ['/authorize?client_id=%FF',            'the parameters are not UTF-8'],
  ] as const
  for (const [url, found] of ELSEWHERE)
    test(`${url} is no request of ours, and that is said`, async () => {
      const { change: _, ...last } = (await given.op.explain(url)).at(-1) ?? assert.fail()
      assert.deepEqual(last, { step: 'request', outcome: 'refused', found, rule: 'RFC 9110' })
    })
})
