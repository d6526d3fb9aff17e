import assert from 'node:assert/strict'
import { type ClientKey, signed } from './client-key.ts'
import { checkEntropy } from './entropy.ts'
import type { Flow } from './flow.ts'
import { type Answer, type Json, jsonOf, send, textIn } from './http.ts'
import { randomText } from './request.ts'

const FORM = 'application/x-www-form-urlencoded'

const basic = (client_id: string, client_secret: string) =>
  `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)}`

type Form = Readonly<Record<string, string>>

/** What a client proves who it is with: in the header, or in the form. */
interface Credentials {
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Form
}

/** An assertion of a client (RFC 7523 §2.2), signed with the key that it registered unless another is given. */
export const assertionOf = async (
  { discovered, client: { client_id } }: Flow,
  { aud, key }: { readonly aud?: string | readonly string[]; readonly key?: ClientKey } = {},
): Promise<Form> => {
  const iat = Math.floor(Date.now() / 1000)
  const audience = [aud ?? textIn(discovered.metadata, 'token_endpoint')].flat()
  const times = { iat, exp: iat + 60 }
  const jti = randomText(20)
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signed(
      { iss: client_id, sub: client_id, aud: audience, jti, ...times },
      key,
    ),
  }
}

const CREDENTIALS: Readonly<Record<string, (flow: Flow) => Promise<Credentials>>> = {
  client_secret_basic: async ({ client: { client_id, client_secret = '' } }) => ({
    headers: { authorization: basic(client_id, client_secret) },
  }),
  client_secret_post: async ({ client: { client_id, client_secret = '' } }) => ({
    form: { client_id, client_secret },
  }),
  private_key_jwt: async (flow) => ({ form: await assertionOf(flow) }),
  none: async ({ client: { client_id } }) => ({ form: { client_id } }),
}

/** Calls the token endpoint as the client of the flow does; with the assertion of the form, where that has one. */
export const callToken = async (flow: Flow, form: Form): Promise<Answer> => {
  const credentials =
    'client_assertion' in form
      ? {}
      : await CREDENTIALS[flow.client.token_endpoint_auth_method]?.(flow)
  return send(textIn(flow.discovered.metadata, 'token_endpoint'), {
    method: 'POST',
    headers: { 'content-type': FORM, accept: 'application/json', ...credentials?.headers },
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
