import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import type { RunningServer } from 'gryphon'
import { authorizePath, basic, logIn } from '../support/flow.ts'
import { freePort } from '../support/gryphon.ts'
import { CLIENT_SECRET, HYBRID_CLIENT, PERSON } from '../support/op.ts'
import { doorAt, startTestServer } from '../support/running-server.ts'
import { userAgent } from '../support/user-agent.ts'

const metricsOf = async ({ metrics_port }: RunningServer) => {
  const answer = await fetch(`http://127.0.0.1:${metrics_port}/metrics`)
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
  }
}

/** The value of one series, as its line says it. */
const readingOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('a server with metrics', () => {
  let server: RunningServer
  let text = ''
  let code = ''
  let refresh_token = ''
  before(async () => {
    server = await startTestServer({ 'metrics-port': '0' })
    await server.provider.admin.registerClient('default', HYBRID_CLIENT)
    await server.accounts.addPerson('default', PERSON)
    const door = doorAt(server)
    const agent = userAgent(door)
    const asked = { response_type: 'code id_token token', scope: 'openid offline_access' }
    const landing = await logIn(agent, authorizePath(asked))
    code = landing.parameters.get('code') ?? ''
    const redeem = async (given: string) => {
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code: given,
        redirect_uri: 'https://rp.example/callback',
      })
      const headers = { authorization: basic() }
      return JSON.parse(
        (await door.send({ method: 'POST', path: '/oauth/token', headers, body })).text,
      )
    }
    refresh_token = (await redeem(code)).refresh_token
    await redeem('nonsense')
    await door.send({ path: `/no-such-page/${CLIENT_SECRET}?client_id=evil` })
    await door.send({ path: '/authorize?client_id=evil-client&error=evil_error' })
    ;({ text } = await metricsOf(server))
  })
  after(() => server.close())

  // biome-ignore format: a table
  const SERIES = [
    ['gryphon_http_requests_total{endpoint="/oauth/token",status="200"}',             1],
    ['gryphon_http_requests_total{endpoint="/oauth/token",status="400"}',             1],
    ['gryphon_http_requests_total{endpoint="none",status="404"}',                     1],
    ['gryphon_http_requests_total{endpoint="/authorize",status="400"}',               1],
    ['gryphon_http_request_duration_seconds_count{endpoint="/oauth/token"}',          2],
    ['gryphon_tokens_issued_total{kind="code",channel="front"}',                      1],
    ['gryphon_tokens_issued_total{kind="id_token",channel="front"}',                  1],
    ['gryphon_tokens_issued_total{kind="access_token",channel="front"}',              1],
    ['gryphon_tokens_issued_total{kind="id_token",channel="back"}',                   1],
    ['gryphon_tokens_issued_total{kind="access_token",channel="back"}',               1],
    ['gryphon_tokens_issued_total{kind="refresh_token",channel="back"}',              1],
    ['gryphon_refusals_total{at="token",error="invalid_grant"}',                      1],
    ['gryphon_sign_ins_total',                                                        1],
    ['gryphon_consents_total{answer="given"}',                                        1],
    ['gryphon_store_operation_duration_seconds_count{operation="openGrant"}',         1],
    ['gryphon_signature_duration_seconds_count{alg="RS256"}',                         2],
    ['gryphon_signature_duration_seconds_count{alg="ES256"}',                         2],
    ['gryphon_passwords{state="running"}',                                            0],
    ['gryphon_passwords{state="waiting"}',                                            0],
  ] as const
  for (const [series, value] of SERIES)
    test(`tells ${series}`, () => assert.equal(readingOf(text, series), value))

  test('tells of its process and event loop', () => {
    for (const series of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'])
      assert.ok(Number.isFinite(readingOf(text, series)), series)
  })

  test('says so in the text exposition format, and nothing else on that port', async () => {
    const { status, type } = await metricsOf(server)
    assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8'])
    const other = await fetch(`http://127.0.0.1:${server.metrics_port}/.well-known/jwks.json`)
    assert.equal(other.status, 404)
  })

  test('has no secret, no person, no client and nothing that a stranger chose in it', () => {
    assert.ok(code.length > 20 && refresh_token.length > 20)
    for (const word of [
      code,
      refresh_token,
      CLIENT_SECRET,
      PERSON.username,
      'evil',
      'app',
      'rp.example',
    ])
      assert.ok(!text.includes(word), word)
  })

  test('is not on the port that the public reaches', async () => {
    assert.equal((await fetch(`http://localhost:${server.port}/metrics`)).status, 404)
  })
})

test('without being asked to, no server has metrics', async () => {
  const server = await startTestServer()
  assert.equal(server.metrics_port, undefined)
  assert.equal((await fetch(`http://localhost:${server.port}/metrics`)).status, 404)
  await server.close()
})

test('a port that is taken is refused by name', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  await assert.rejects(startTestServer({ 'metrics-port': String(port) }), {
    setting: 'metrics.port',
    message: `127.0.0.1, port ${port} cannot be listened on (EADDRINUSE): choose another with --metrics-port or --metrics-host`,
  })
  other.close()
})
