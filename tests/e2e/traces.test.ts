import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { authorizePath, basic, logIn } from '../support/flow.ts'
import { freePort, interrupt, newFolder, startGryphon } from '../support/gryphon.ts'
import { CLIENT_SECRET, HYBRID_CLIENT, PERSON, REDIRECT_URI } from '../support/op.ts'
import { doorAt, startTestServer } from '../support/running-server.ts'
import { userAgent } from '../support/user-agent.ts'

interface Span {
  readonly name: string
  readonly kind: number
  readonly trace_id: string
  readonly span_id: string
  readonly parent_id?: string
  readonly status: number
  readonly attributes: Readonly<Record<string, unknown>>
}

/** As the API counts them (`SpanKind`, `SpanStatusCode`). */
const KIND = { internal: 0, server: 1 } as const
const STATUS = { unset: 0, error: 2 } as const

/** W3C Trace Context §3.2.2.5. */
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT_ID = '00f067aa0ba902b7'

const OTEL = new URL('../support/otel.ts', import.meta.url)

const spansIn = (text: string): readonly Span[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** What a request does, in the order in which it ends, the request itself last. */
const namesOf = (spans: readonly Span[], request: Span) =>
  spans.filter(({ parent_id }) => parent_id === request.span_id).map(({ name }) => name)

test('a server that is started with --import of an SDK goes on with the trace of traceparent', async () => {
  const file = join(newFolder(), 'spans.jsonl')
  const port = await freePort()
  const env = { NODE_OPTIONS: `--import ${OTEL.pathname}`, SPANS: file }
  const server = startGryphon(['serve', '--data', newFolder(), '--port', String(port)], { env })
  await server.says('is served on')
  await fetch(`http://localhost:${port}/.well-known/jwks.json`, {
    headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` },
  })
  await interrupt(server)
  const spans = spansIn(readFileSync(file, 'utf8'))
  const request = spans.find(({ kind }) => kind === KIND.server)
  assert.ok(request !== undefined)
  const { span_id: _, ...rest } = request
  assert.deepEqual(rest, {
    name: 'GET /.well-known/jwks.json',
    kind: KIND.server,
    trace_id: TRACE_ID,
    parent_id: PARENT_ID,
    status: STATUS.unset,
    attributes: {
      'http.request.method': 'GET',
      'url.path': '/.well-known/jwks.json',
      'http.route': '/.well-known/jwks.json',
      'http.response.status_code': 200,
    },
    events: [],
  })
  assert.deepEqual(namesOf(spans, request), [
    'store findTenant',
    'store listKeys',
    'store listResources',
  ])
})

describe('in the traces of a login', () => {
  let spans: readonly Span[] = []
  let text = ''
  let secrets: readonly string[] = []
  before(async () => {
    const file = join(newFolder(), 'spans.jsonl')
    process.env.SPANS = file
    await import(OTEL.href)
    const server = await startTestServer()
    await server.provider.admin.registerClient('default', HYBRID_CLIENT)
    await server.accounts.addPerson('default', PERSON)
    const door = doorAt(server)
    const asked = { response_type: 'code id_token token', scope: 'openid', state: 'a-secret-state' }
    const agent = userAgent(door)
    const { parameters } = await logIn(agent, authorizePath(asked))
    const code = parameters.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
    const headers = { authorization: basic() }
    const body = new URLSearchParams(form)
    const answer = await door.send({ method: 'POST', path: '/oauth/token', headers, body })
    const { access_token } = JSON.parse(answer.text)
    await server.provider.store.close()
    await door.send({ path: '/userinfo', headers: { authorization: `Bearer ${access_token}` } })
    await server.close()
    text = readFileSync(file, 'utf8')
    spans = spansIn(text)
    secrets = [code, access_token, 'a-secret-state', CLIENT_SECRET, PERSON.password].concat(
      agent.cookies.map(({ value }) => value),
      [...parameters].filter(([name]) => /token|code/.test(name)).map(([, value]) => value),
    )
  })
  const requestOf = (name: string): Span => {
    const found = spans.find((span) => span.name === name)
    if (found === undefined) throw new Error(`there is no span ${name}`)
    return found
  }

  test('a redemption has the store and each signature below it', () => {
    const names = namesOf(spans, requestOf('POST /oauth/token'))
    assert.equal(names.filter((name) => name === 'store openGrant').length, 1)
    assert.deepEqual(names.filter((name) => name.startsWith('sign ')).toSorted(), [
      'sign ES256',
      'sign RS256',
    ])
  })

  test('a page is named by its endpoint, and its ticket is not told', () => {
    const { attributes } = requestOf('POST /interaction/*')
    assert.equal(attributes['http.route'], '/interaction/*')
    assert.match(String(attributes['url.path']), /^\/interaction\/[^/]{1,40}$/)
  })

  test('a fault is an error of its step and of the request', () => {
    const request = requestOf('GET /userinfo')
    assert.deepEqual(
      [request.status, request.attributes['http.response.status_code']],
      [STATUS.error, 500],
    )
    const steps = spans.filter(({ parent_id }) => parent_id === request.span_id)
    assert.deepEqual(
      steps.map(({ status }) => status).filter((status) => status === STATUS.error),
      [STATUS.error],
    )
  })

  test('no code, token, secret, cookie or query is told', () => {
    assert.ok(secrets.length > 8)
    for (const secret of secrets) assert.ok(secret !== '' && !text.includes(secret), secret)
    assert.ok(!text.includes('?'))
  })
})
