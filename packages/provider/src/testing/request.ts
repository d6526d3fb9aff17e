import { resolveReturnAddress } from '../authorization/address.ts'
import { parseAuthorizationRequest, type Supported } from '../authorization/parse.ts'
import type { Client } from '../model/client.ts'
import { type Parameters, parametersOf } from '../model/parameters.ts'
import type { AuthorizationRequest, ReturnAddress } from '../model/request.ts'

/** The redirect_uri of the client below. */
export const REDIRECT_URI = 'https://rp.example/callback'

/** A client that may ask for everything. */
export const aClient = (changed: Partial<Client> = {}): Client => ({
  client_id: 'app',
  client_name: 'Example App',
  redirect_uris: [REDIRECT_URI],
  response_types: ['code', 'code id_token', 'code token', 'code id_token token', 'id_token'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  scope: ['openid', 'profile', 'offline_access', 'read:notes'],
  token_endpoint_auth_method: 'client_secret_basic',
  id_token_signed_response_alg: 'RS256',
  require_pkce: false,
  trusted: false,
  created_at: 1_800_000_000,
  ...changed,
})

const ID_TOKENS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'an ID Token of alice': { sub: 'alice', aud: 'app' },
  'one for another': { sub: 'alice', aud: 'another' },
}

/** An OP that has every response type and mode, and one API. */
export const SUPPORTED: Supported = {
  response_types: ['code', 'code id_token', 'code token', 'code id_token token', 'id_token'],
  response_modes: ['query', 'fragment', 'form_post'],
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  verifyIdToken: (text) => ID_TOKENS[text],
  claims_supported: ['name', 'email', 'phone_number'],
  resources: [
    {
      resource: 'https://api.example/notes',
      name: 'Notes',
      scopes: [{ scope: 'read:notes', description: 'Read your notes' }],
    },
    { resource: 'https://api.example/mail', name: 'Mail', scopes: [] },
  ],
}

/** What a test says of a request: what differs from a good one; `undefined` leaves out, a list comes more than once. */
export type Over = Readonly<Record<string, string | readonly string[] | undefined>>

/** The parameters of a good request, with what differs. */
export const parameters = (over: Over = {}): Parameters =>
  parametersOf(
    Object.entries({
      client_id: 'app',
      redirect_uri: REDIRECT_URI,
      response_type: 'code id_token',
      scope: 'openid profile',
      state: 'a state',
      nonce: 'a-nonce',
      ...over,
    }).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): readonly [string, string] => [name, one]),
    ),
  )

/** Where the answer to this request goes. */
export const addressOf = (over: Over = {}, client: Client | undefined = aClient()): ReturnAddress =>
  resolveReturnAddress(parameters(over), client, 'https://op.example')

/** This request, checked. */
export const requestOf = (
  over: Over = {},
  client: Client = aClient(),
  supported: Supported = SUPPORTED,
): AuthorizationRequest =>
  parseAuthorizationRequest('a-request', parameters(over), addressOf(over, client), supported)

/** What a refusal says. */
export const refusalOf = (refused: () => unknown): unknown => {
  try {
    return refused()
  } catch (error) {
    if (!(error instanceof Error) || !('error' in error) || !('section' in error)) throw error
    return `${error.error}: ${error.message} (${error.section})`
  }
}
