import { exchangeOf } from './create-party.ts'
import { createClient } from './discover-client.ts'
import { discover } from './discovery.ts'
import { ClientError } from './errors.ts'
import type { ClientOptions } from './options.ts'
import { clientMetadataOf, type Unregistered } from './registered-client.ts'
import {
  parseRegistration,
  type Registration,
  type RegistrationMetadata,
  registrationRefusal,
} from './registration.ts'
import type { RelyingParty } from './relying-party.ts'

/** Beside the options of every client: leave to register, and what is not told the OP. */
export interface RegistrationOptions extends ClientOptions {
  /** Where the OP does not let everyone register (RFC 7591 §3). */
  readonly initial_access_token?: string
  /** The private keys of the public ones that are registered. */
  readonly unregistered?: Unregistered
}

/** A client that is registered and can be used at once. */
export interface Registered {
  readonly rp: RelyingParty
  /** To be kept, with the secrets in it: `clientMetadataOf` makes the next start of it. */
  readonly registration: Registration
}

/**
 * Registers a client at the OP of this issuer (Dynamic Registration §3, RFC 7591 §3). Throws `ClientError`:
 * `registration_error` where the OP refuses.
 *
 * @example
 * const { rp, registration } = await registerClient('https://op.example.com', { redirect_uris: [redirect_uri] })
 */
export const registerClient = async (
  issuer: string,
  metadata: RegistrationMetadata,
  options: RegistrationOptions = {},
): Promise<Registered> => {
  const { initial_access_token, unregistered, ...rest } = options
  const { redirect_uris = [] } = metadata
  const exchange = exchangeOf(rest)
  const op = await discover(exchange, issuer)
  const url = op.registration_endpoint
  if (url === undefined)
    throw new ClientError('endpoint_missing', 'the OP has no registration_endpoint', {
      section: 'Discovery §3',
      expected: 'registration_endpoint',
    })
  const response = await exchange({
    purpose: 'registration',
    method: 'POST',
    url,
    json: metadata,
    headers:
      initial_access_token === undefined ? {} : { authorization: `Bearer ${initial_access_token}` },
  })
  const section = 'RFC 7591 §3.2'
  if (response.status !== 201) throw registrationRefusal(response, section, '201')
  const registration = {
    ...metadata,
    ...parseRegistration(response, section, { redirect_uris }),
  }
  return { rp: createClient(op, clientMetadataOf(registration, unregistered), rest), registration }
}
