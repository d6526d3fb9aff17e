import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import {
  authorizePath,
  authorizeQuery,
  basic,
  claimsOf,
  landingOf,
  logIn,
  redeem,
} from '../support/flow.ts'
import { rowCounts } from '../support/rows.ts'
import { landing, newCode, signedIn } from '../support/signed-in.ts'
import { type Answer, type Asked, type UserAgent, userAgent } from '../support/user-agent.ts'

const LIMIT = 64 * 1024
const FORM = 'application/x-www-form-urlencoded'

/** Every address that takes a form, and the status of one that says nothing. */
// biome-ignore format: a table
const FORMS = [
  ['/authorize',                   'page', 400],
  ['/interaction/x',               'page', 400],
  ['/interaction/x/continue',      'page', 400],
  ['/oauth/token',                 'json', 401],
  ['/oauth/revoke',                'json', 401],
  ['/oauth/introspect',            'json', 401],
  ['/userinfo',                    'json', 401],
] as const

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const base64url = (text: string) => Buffer.from(text).toString('base64url')

throughEachDoor('bad input', (given) => {
  let agent: UserAgent
  before(async () => {
    agent = await signedIn(given())
  })
  const send = (asked: Asked) => given().door.send(asked)
  const post = (path: string, body: Asked['body'], headers: Asked['headers'] = {}) =>
    send({ method: 'POST', path, headers, ...(body === undefined ? {} : { body }) })

  /** What holds of every refusal: said clearly, in its place, kept by nobody, and nothing of it written. */
  const refused = async (kind: 'page' | 'json', work: () => Promise<Answer>) => {
    const { events } = given()
    const [rows, told] = [rowCounts(given()), events.length]
    const { status, headers, text } = await work()
    assert.deepEqual(rowCounts(given()), rows)
    assert.deepEqual(
      events.slice(told).filter(({ event }) => event === 'fault'),
      [],
    )
    const types = { page: 'text/html; charset=utf-8', json: 'application/json' }
    assert.equal(headers.get('content-type'), types[kind])
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('location'), null)
    assert.doesNotMatch(text, /\bat .*\.ts:|node_modules|Error:/)
    return status
  }

  for (const [path, kind, empty] of FORMS) {
    test(`${path}: a body of 64 KiB is read, and one of a byte more is 413, also in pieces`, async () => {
      const body = 'x='.padEnd(LIMIT, 'a')
      for (const chunked of [false, true]) {
        const sent = (more: string) =>
          refused(kind, () => send({ method: 'POST', path, body: body + more, chunked }))
        assert.equal(await sent(''), empty)
        assert.equal(await sent('a'), 413)
        assert.equal(await sent('a'.repeat(10 * LIMIT)), 413)
      }
    })

    test(`${path}: bytes and escapes that are not UTF-8 are 400 (RFC 3629)`, async () => {
      const bytes = [
        [0xff],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
        [0xf5, 0x80, 0x80, 0x80],
        [0xe2, 0x82],
      ]
      for (const some of bytes) {
        const raw = Buffer.concat([Buffer.from('state='), Buffer.from(some)])
        assert.equal(await refused(kind, () => post(path, raw)), 400)
        const escaped = some.map((byte) => `%${byte.toString(16)}`).join('')
        assert.equal(await refused(kind, () => post(path, `state=${escaped}`)), 400)
        assert.equal(await refused(kind, () => post(path, `${escaped}=x`)), 400)
      }
    })

    test(`${path}: oddities of a form are no fault of ours`, async () => {
      const forms = [
        '',
        '&',
        '=',
        '&&=&=&',
        '%',
        '%zz=%u0041',
        'a=b=c',
        '%00=%00',
        '\0',
        '__proto__=x&constructor=y&hasOwnProperty=z&toString=1',
        'client_id=__proto__&client_secret=constructor',
        `${'a&'.repeat(30_000)}`,
        `${'a=b&'.repeat(16_000)}`,
        '\u{1f600}=\u202e',
      ]
      for (const form of forms)
        assert.equal([400, 401].includes(await refused(kind, () => post(path, form))), true, form)
    })
  }

  // biome-ignore format: a table
  const TYPES = [
    ['application/json',                                       415],
    ['text/plain',                                             415],
    ['multipart/form-data; boundary=x',                        415],
    ['application/x-www-form-urlencodedx',                     415],
    ['*/*',                                                    415],
    ['',                                                       415],
    [`${FORM}, application/json`,                              415],
    [`${FORM}; charset=utf-8`,                                 undefined],
    ['Application/X-WWW-Form-URLEncoded ; charset=UTF-8',      undefined],
  ] as const

  for (const [type, status] of TYPES)
    test(`a body of type '${type}' is ${status ?? 'a form'} (RFC 6749 §3.2)`, async () => {
      for (const [path, kind, empty] of FORMS.filter(([path]) => path !== '/userinfo')) {
        const sent = () => post(path, 'x=y', { 'content-type': type })
        assert.deepEqual([path, await refused(kind, sent)], [path, status ?? empty])
      }
    })

  test('a parameter that comes twice is refused where it is sent (RFC 6749 §3.1, §3.2)', async () => {
    const forms = {
      '/oauth/token': 'grant_type=x&grant_type=x',
      '/oauth/revoke': 'token=a&token=a',
    }
    for (const [path, form] of Object.entries(forms)) {
      const headers = { authorization: basic() }
      assert.equal(await refused('json', () => post(path, form, headers)), 400)
    }
    for (const name of ['client_id', 'redirect_uri'])
      assert.equal(await refused('page', () => send({ path: `${authorizePath()}&${name}=x` })), 400)
    for (const name of ['scope', 'nonce', 'state', 'prompt', 'max_age', 'unknown', '__proto__']) {
      const path = `${authorizePath({ [name]: 'one' })}&${name}=two`
      const told = landingOf(await send({ path }))
      assert.deepEqual(
        [told?.parameters.get('error'), told?.parameters.get('state'), told?.parameters.get('iss')],
        ['invalid_request', name === 'state' ? null : 'a state', given().issuer],
      )
    }
  })

  test('parameters that nobody knows are ignored, however many and long (RFC 6749 §3.1)', async () => {
    const junk = [
      `&unknown=${'%01'.repeat(20_000)}`,
      `&unknown=${'\x01'.repeat(60_000)}`,
      `&unknown=${encodeURIComponent('\u{1f600}'.repeat(5000))}`,
      Array.from({ length: 3000 }, (_, i) => `&unknown_${i}=${i * 7919}`).join(''),
    ]
    for (const more of junk) {
      const stranger = userAgent(given().door)
      const body = authorizeQuery() + more
      const answer = await stranger.open({ method: 'POST', path: '/authorize', body })
      assert.equal(answer.status, 200)
      assert.match(answer.text, /name="password"/)
      const known = await agent.open({ method: 'POST', path: '/authorize', body })
      assert.equal(landingOf(known)?.parameters.has('code'), true)
    }
  })

  test('the longest values that are taken come back whole, through every page', async () => {
    const of = (length: number) =>
      Array.from({ length }, (_, i) => ((i * i * 31 + i) % 36).toString(36)).join('')
    const over = { state: of(4096), nonce: of(512), login_hint: of(512) }
    const { parameters } = await logIn(userAgent(given().door), authorizePath(over))
    assert.equal(parameters.get('state'), over.state)
    assert.equal(claimsOf(parameters.get('id_token')).nonce, over.nonce)
  })

  test('values that are too long are refused, and the client is told which (RFC 6749 §4.1.2.1)', async () => {
    for (const name of [
      'scope',
      'nonce',
      'prompt',
      'max_age',
      'login_hint',
      'resource',
      'audience',
    ]) {
      const { parameters } = await landing(agent, { [name]: '1'.repeat(2100) })
      assert.deepEqual(
        [parameters.get('error'), parameters.get('state')],
        ['invalid_request', 'a state'],
      )
      assert.match(parameters.get('error_description') ?? '', new RegExp(`^${name} is longer than`))
    }
    const { parameters } = await landing(agent, { state: 's'.repeat(4097) })
    assert.deepEqual([parameters.get('error'), parameters.has('state')], ['invalid_request', false])
  })

  test('what is absurdly long in a form is refused like anything else that is wrong', async () => {
    const long = 'a'.repeat(60_000)
    // biome-ignore format: a table
    const rows = [
      [{ grant_type: long },                                                       'unsupported_grant_type'],
      [{ grant_type: 'authorization_code', code: long },                           'invalid_grant'],
      [{ grant_type: 'refresh_token', refresh_token: long },                       'invalid_grant'],
      [{ grant_type: 'authorization_code', code: 'x', code_verifier: long },       'invalid_grant'],
      [{ grant_type: 'authorization_code', code: 'x', redirect_uri: long },        'invalid_grant'],
    ] as const
    for (const [form, error] of rows) {
      const body = new URLSearchParams(form)
      const answer = await post('/oauth/token', body, { authorization: basic() })
      assert.deepEqual([answer.status, JSON.parse(answer.text).error], [400, error])
    }
    const code = await newCode(agent)
    assert.equal((await redeem(given(), code, { code_verifier: long })).status, 400)
    assert.equal((await redeem(given(), code)).status, 200)
  })

  test('JSON that goes deep, counts far or names __proto__ is no assertion and no token', async () => {
    const claims = [
      deep(12_000),
      `{"iss":${deep(10_000)}}`,
      '{"iss":"app","exp":1e400,"jti":"x"}',
      '{"iss":"__proto__","sub":"__proto__"}',
      '{"__proto__":{"iss":"app"},"constructor":1}',
      '{"iss":"\\ud800"}',
      '{"iss":"app\\u0000"}',
      'null',
      '',
      '"',
    ]
    const headers = [
      '{"alg":"ES256"}',
      deep(3000),
      '{"alg":"none"}',
      '{"alg":{"toString":1}}',
      '{}',
    ]
    for (const payload of claims)
      for (const header of headers) {
        const jwt = `${base64url(header)}.${base64url(payload)}.AAAA`
        const form = new URLSearchParams({
          grant_type: 'authorization_code',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: jwt,
        })
        assert.equal(await refused('json', () => post('/oauth/token', form)), 401)
        const token = new URLSearchParams({ access_token: jwt })
        assert.equal(await refused('json', () => post('/userinfo', token)), 401)
      }
  })

  test('cookies that are not ours, or none at all, are no session and no fault', async () => {
    const session = '__Host-gryphon_session'
    const cookies = [
      '',
      ';',
      '=',
      session,
      `${session}=`,
      `${session}=${'x'.repeat(8000)}`,
      `${session}=%00%ff; ${session}=y`,
      `${session}="quoted"; __Secure-gryphon_flow=x`,
      `${'a=b; '.repeat(1500)}`,
    ]
    for (const cookie of cookies) {
      const path = authorizePath({ prompt: 'none' })
      const told = landingOf(await send({ path, headers: { cookie } }))
      assert.equal(told?.parameters.get('error'), 'login_required')
    }
  })

  test('addresses that are not there are 404, and methods that are not for them 405', async () => {
    const paths = [
      '/',
      '/authorize/',
      '/Authorize',
      '/authorize%00',
      '/oauth',
      '/oauth/token/x',
      '/interaction',
      '/default/authorize',
      '/nobody/authorize',
      '/__proto__/authorize',
      '/a/../authorize/x',
      `/${'a/'.repeat(3000)}`,
      '/%2e%2e/%2e%2e/etc/passwd',
      '/.well-known/openid-configuration/',
    ]
    for (const path of paths) assert.equal(await refused('page', () => send({ path })), 404, path)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND'])
      for (const [path, kind] of FORMS)
        assert.equal(await refused(kind, () => send({ method, path })), 405)
  })
})
