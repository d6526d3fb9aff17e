import { exchangeOf } from './create-party.ts'
import { ClientError } from './errors.ts'
import type { BackChannelRequest, BackChannelResponse } from './exchange.ts'
import type { JsonObject } from './json.ts'
import type { ClientOptions } from './options.ts'
import {
  parseRegistration,
  type Registration,
  type RegistrationMetadata,
  registrationRefusal,
} from './registration.ts'

const ask = async (
  { registration_client_uri: url, registration_access_token: token }: Registration,
  options: ClientOptions,
  request: Pick<BackChannelRequest, 'method' | 'json'>,
): Promise<BackChannelResponse> => {
  if (url === undefined || token === undefined)
    throw new ClientError('endpoint_missing', 'the registration cannot be managed', {
      section: 'RFC 7592 §3',
      expected: 'registration_client_uri and registration_access_token',
    })
  const headers = { authorization: `Bearer ${token}` }
  return exchangeOf(options)({ ...request, purpose: 'registration', url, headers })
}

/** What an answer may leave out because it has not changed (RFC 7592 §3). */
const KEPT = [
  'client_secret',
  'client_secret_expires_at',
  'registration_access_token',
  'registration_client_uri',
] as const satisfies readonly (keyof Registration)[]

const renewed = (
  before: Registration,
  response: BackChannelResponse,
  expected: RegistrationMetadata,
): Registration => {
  const section = 'RFC 7592 §3'
  if (response.status !== 200) throw registrationRefusal(response, section, '200')
  const { client_id } = before
  const { redirect_uris = [] } = expected
  const answer = parseRegistration(response, section, { client_id, redirect_uris })
  const kept = KEPT.filter((name) => before[name] !== undefined)
  return { ...Object.fromEntries(kept.map((name) => [name, before[name]])), ...answer }
}

/**
 * Reads what is registered now (RFC 7592 §2.1): to be kept in place of the old, for the tokens in it may be new. Throws
 * `ClientError`.
 *
 * @example
 * const read = (registration) => readRegistration(registration)
 */
export const readRegistration = async (
  registration: Registration,
  options: ClientOptions = {},
): Promise<Registration> =>
  renewed(registration, await ask(registration, options, { method: 'GET' }), {})

/** What the OP gives and a client may not ask for (RFC 7592 §2.2). */
const GIVEN = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
]

const changed = (registration: Registration, changes: RegistrationMetadata): JsonObject =>
  Object.fromEntries(
    Object.entries({ ...registration, ...changes, client_id: registration.client_id }).filter(
      ([name, value]) => value !== undefined && !GIVEN.includes(name),
    ),
  )

/**
 * Changes what is registered (RFC 7592 §2.2); `undefined` takes a value away. What comes back is to be kept in place of
 * the old. Throws `ClientError`.
 *
 * @example
 * const rename = (registration) => updateRegistration(registration, { client_name: 'Another name' })
 */
export const updateRegistration = async (
  registration: Registration,
  changes: RegistrationMetadata,
  options: ClientOptions = {},
): Promise<Registration> => {
  const json = changed(registration, changes)
  return renewed(registration, await ask(registration, options, { method: 'PUT', json }), json)
}

/**
 * Removes the client from the OP (RFC 7592 §2.3). Throws `ClientError`.
 *
 * @example
 * const remove = (registration) => deleteRegistration(registration)
 */
export const deleteRegistration = async (
  registration: Registration,
  options: ClientOptions = {},
): Promise<void> => {
  const response = await ask(registration, options, { method: 'DELETE' })
  if (response.status !== 204) throw registrationRefusal(response, 'RFC 7592 §2.3', '204')
}
