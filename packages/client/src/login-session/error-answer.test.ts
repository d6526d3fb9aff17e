import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClientError, type ClientErrorCode } from '../errors.ts'
import { errorAnswer, statusOf } from './error-answer.ts'
import { createSite } from './site.ts'

const SITE = createSite({
  base_url: 'https://app.example.org/app',
  issuer: 'https://op.example.com',
  client_id: 'app',
  paths: undefined,
  insecure: 'refused',
})

const DISTRUST = 'The answer of the provider could not be trusted.'
const BROKEN = 'The login does not work at the moment. It is not your fault.'

// biome-ignore format: a table
const ANSWERS: readonly (readonly [code: ClientErrorCode, status: number, sentence: string])[] = [
  ['discovery_malformed',         502, BROKEN],
  ['endpoint_missing',            502, BROKEN],
  ['issuer_mismatch',             502, BROKEN],
  ['jwks_malformed',              502, BROKEN],
  ['request_failed',              502, BROKEN],
  ['request_timed_out',           502, BROKEN],
  ['response_too_large',          502, BROKEN],
  ['status_unexpected',           502, BROKEN],
  ['token_response_malformed',    502, BROKEN],
  ['userinfo_error',              502, BROKEN],
  ['userinfo_response_malformed', 502, BROKEN],
  ['configuration_invalid',       500, BROKEN],
  ['parameter_reserved',          500, BROKEN],
  ['authentication_method_unsupported', 500, BROKEN],
  ['dpop_alg_unsupported',        500, BROKEN],
  ['response_mode_unsuitable',    500, BROKEN],
  ['session_too_large',           500, BROKEN],
  ['url_insecure',                500, BROKEN],
  ['nonce_mismatch',              400, DISTRUST],
  ['signature_invalid',           400, DISTRUST],
  ['authorization_error',         400, 'The provider did not log you in.'],
  ['token_error',                 400, 'The provider did not complete your login. It may have been used already.'],
  ['transaction_unknown',         400, 'This login is not known in this browser: it took too long, was used already, or began elsewhere.'],
  ['return_to_refused',           400, 'The page to return to is not one of this application.'],
]

for (const [code, status, sentence] of ANSWERS)
  test(`${code} is answered ${status}, with a sentence that people understand`, async () => {
    const page = await errorAnswer(new ClientError(code, 'a message'), SITE)
    const html = await page.text()
    assert.deepEqual([page.status, statusOf(code)], [status, status])
    assert.ok(html.includes(`<p>${sentence}</p><p><code>${code}</code></p>`), html)
    assert.ok(html.includes('<a href="/app/login">'))
  })

test('an error of the OP is shown where it is a name, and not where it could be anything (RFC 6749 §4.1.2.1)', async () => {
  const shown = async (error: string) => {
    const page = await errorAnswer(new ClientError('authorization_error', 'a', { error }), SITE)
    return /<code>([^<]*)/.exec(await page.text())?.[1]
  }
  assert.equal(await shown('access_denied'), 'authorization_error: access_denied')
  assert.equal(await shown('x'.repeat(64)), `authorization_error: ${'x'.repeat(64)}`)
  for (const error of ['x'.repeat(65), 'call 555-1234', '', 'a b', '-a', 'a-'])
    assert.equal(await shown(error), 'authorization_error')
})
