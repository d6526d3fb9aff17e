import assert from 'node:assert/strict'
import { CLIENT_JWKS } from './client-key.ts'
import type { Discovered } from './discovery.ts'
import { type Answer, type Json, jsonOf, send, textIn } from './http.ts'
import { asksFor, type Variant } from './variant.ts'

/** A client of the suite. */
export interface SuiteClient {
  readonly client_id: string
  readonly client_secret: string | undefined
  readonly redirect_uri: string
  readonly token_endpoint_auth_method: string
  /** All that the provider said of it. */
  readonly registered: Json
}

/** Asks for a registration, and gives the answer as it is. */
export const askToRegister = ({ metadata }: Discovered, client: Json): Promise<Answer> =>
  send(textIn(metadata, 'registration_endpoint'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(client),
  })

/** What the suite registers: just the one response type, and the grant types that it needs. */
export const metadataOf = (variant: Variant, redirect_uri: string): Json => ({
  client_name: 'certification suite',
  grant_types: [
    'authorization_code',
    ...(asksFor(variant, 'id_token') || asksFor(variant, 'token') ? ['implicit'] : []),
  ],
  jwks: CLIENT_JWKS,
  token_endpoint_auth_method: variant.client_auth ?? 'client_secret_basic',
  response_types: [variant.response_type],
  redirect_uris: [redirect_uri],
  contacts: ['suite@example.com'],
})

/** The client that the provider made known; its answer is checked (Dynamic Registration §3.2). */
export const clientOf = (registered: Json): SuiteClient => {
  const [redirect_uri] = registered.redirect_uris as readonly string[]
  const { client_secret } = registered
  assert.ok(redirect_uri !== undefined)
  return {
    client_id: textIn(registered, 'client_id'),
    client_secret: typeof client_secret === 'string' ? client_secret : undefined,
    redirect_uri,
    token_endpoint_auth_method: textIn(registered, 'token_endpoint_auth_method'),
    registered,
  }
}

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt']

/** Registers a client: 201, JSON, and every member that must be there. */
export const register = async (discovered: Discovered, client: Json): Promise<SuiteClient> => {
  const answer = await askToRegister(discovered, client)
  assert.equal(answer.status, 201, answer.text)
  const registered = jsonOf(answer)
  if (SECRET_METHODS.includes(textIn(registered, 'token_endpoint_auth_method'))) {
    textIn(registered, 'client_secret')
    assert.equal(typeof registered.client_secret_expires_at, 'number')
  }
  textIn(registered, 'registration_client_uri')
  textIn(registered, 'registration_access_token')
  return clientOf(registered)
}

/** What reads or removes a registration. */
export const sendToRegistration = ({ registered }: SuiteClient, method: 'GET' | 'DELETE') =>
  send(textIn(registered, 'registration_client_uri'), {
    method,
    headers: { authorization: `Bearer ${textIn(registered, 'registration_access_token')}` },
  })

/** Removes a registration: 204 (RFC 7592 §2.3). */
export const unregister = async (client: SuiteClient): Promise<void> => {
  const { status, text } = await sendToRegistration(client, 'DELETE')
  assert.deepEqual([status, text], [204, ''])
}
