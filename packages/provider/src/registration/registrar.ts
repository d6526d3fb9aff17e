import { RESPONSE_TYPES, type ResponseType, STANDARD_SCOPES } from '@gryphon/protocol'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import { isLoopbackHost } from '../model/redirect-uri.ts'
import type { Op } from '../op.ts'
import { METADATA, OPERATOR_METADATA } from './metadata.ts'
import type { Rows } from './read-metadata.ts'

/** Who registers a client, as far as what is allowed differs by it; and how addresses are fetched. */
export interface Registrar {
  readonly rows: Rows
  readonly response_types: readonly ResponseType[]
  readonly grant_types: readonly string[]
  /** Scopes that may be registered, others are left out; any when absent. */
  readonly scopes?: readonly string[]
  /** What an application is that does not say (Dynamic Registration §2: `web`); nothing when absent. */
  readonly application_type?: 'web'
  /** Whether a web application with the implicit grant may be on this machine, to develop with. */
  readonly allows_loopback: boolean
  /** Where nothing of the client may be: the OP itself, whose pages nobody may be sent to, or into, in a client's name. */
  readonly own_origin?: string
  /** How many characters all of it may have, as JSON; any number when absent. */
  readonly largest?: number
  readonly fetch: GuardedFetch
}

const LARGEST = 32 * 1024

/** Grant types in which a person takes part. */
const OF_PEOPLE = ['authorization_code', 'implicit', 'refresh_token']

/** The operator, who answers for what a client may. */
export const operator = (fetch: GuardedFetch): Registrar => ({
  rows: OPERATOR_METADATA,
  response_types: RESPONSE_TYPES,
  grant_types: [...OF_PEOPLE, 'client_credentials'],
  allows_loopback: true,
  fetch,
})

/** A client that registers itself (RFC 7591): nobody answers for it, so it gets nothing that a person does not allow. */
export const clientItself = ({
  response_types,
  resources,
  issuer,
  fetch,
}: Pick<Op, 'response_types' | 'resources' | 'issuer' | 'fetch'>): Registrar => ({
  rows: METADATA,
  response_types,
  grant_types: OF_PEOPLE,
  scopes: [
    ...STANDARD_SCOPES,
    ...resources.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)),
  ],
  application_type: 'web',
  allows_loopback: isLoopbackHost(new URL(issuer).hostname),
  own_origin: new URL(issuer).origin,
  largest: LARGEST,
  fetch,
})
