import assert from 'node:assert/strict'
import { checkEntropy } from './entropy.ts'
import type { Flow } from './flow.ts'
import { type Answer, type Json, jsonOf, send, textIn } from './http.ts'

const FORM = 'application/x-www-form-urlencoded'

const basic = (client_id: string, client_secret: string) =>
  `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)}`

/** How a client authenticates: what goes into the header, and what into the form. */
const CREDENTIALS: Readonly<
  Record<
    string,
    (
      client_id: string,
      secret: string,
    ) => { readonly header?: string; readonly form: Readonly<Record<string, string>> }
  >
> = {
  client_secret_basic: (client_id, secret) => ({ header: basic(client_id, secret), form: {} }),
  client_secret_post: (client_id, client_secret) => ({ form: { client_id, client_secret } }),
  none: (client_id) => ({ form: { client_id } }),
}

/** Calls the token endpoint as the client of the flow, unless the form has an assertion. */
export const callToken = (
  { discovered, client }: Flow,
  form: Readonly<Record<string, string>>,
): Promise<Answer> => {
  const { client_id, client_secret = '', token_endpoint_auth_method } = client
  const credentials = CREDENTIALS[token_endpoint_auth_method]?.(client_id, client_secret)
  const { header } = credentials ?? {}
  return send(textIn(discovered.metadata, 'token_endpoint'), {
    method: 'POST',
    headers: {
      'content-type': FORM,
      accept: 'application/json',
      ...(header === undefined ? {} : { authorization: header }),
    },
    body: String(new URLSearchParams({ ...form, ...credentials?.form })),
  })
}

/** Redeems a code. */
export const redeem = (flow: Flow, code: string, more: Readonly<Record<string, string>> = {}) =>
  callToken(flow, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: flow.client.redirect_uri,
    ...more,
  })

/** Checks an answer of the token endpoint that has tokens (RFC 6749 §5.1). */
export const checkTokenResponse = (answer: Answer): Json => {
  assert.equal(answer.status, 200, answer.text)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
  const json = jsonOf(answer)
  checkEntropy(textIn(json, 'access_token'))
  assert.equal(textIn(json, 'token_type').toLowerCase(), 'bearer')
  const { expires_in } = json
  assert.ok(typeof expires_in === 'number' && expires_in >= 1 && expires_in <= 31_536_000)
  return json
}

/** Checks that the token endpoint refuses with 400 and this error, as JSON (RFC 6749 §5.2). */
export const checkTokenError = (answer: Answer, error: string) => {
  assert.equal(answer.status, 400, answer.text)
  assert.equal(textIn(jsonOf(answer), 'error'), error)
}
