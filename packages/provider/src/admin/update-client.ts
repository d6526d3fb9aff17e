import { parseResponseType, requiredGrantTypes } from '@gryphon/protocol'
import type { Keyring } from '../keys/keyring.ts'
import { type ClientMetadata, InvalidValueError, SettingError } from '../model/admin.ts'
import type { Client } from '../model/client.ts'
import { keptOfSecret, needsSecret } from '../registration/client-secret.ts'
import type { Described } from '../registration/defaults.ts'
import { renewedSecret } from '../registration/replacement.ts'
import { BOUNDED } from '../registration/what-stays.ts'
import { chosenSecret, parseForOperator, type RegisteringMeans } from './register-client.ts'

/**
 * Changes the metadata that are named, `null` takes one away; all else stays, the secret too as long as the client's method works
 * with it, and what people have allowed it, for the operator answers for it. By the same rules as registration. Throws `SettingError`.
 */
export async function updateClient(
  means: UpdatingMeans,
  tenant_id: string,
  changes: Changes,
): Promise<Updated> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const before = await means.store.findClient(tenant_id, changes.client_id)
    if (before === undefined) throw unknown(changes.client_id)
    const updated = await updatedClient(means, before, changes)
    const place = { before, consents: 'keep' } as const
    const outcome = await means.store.replaceClient(tenant_id, updated.client, place)
    if (outcome === 'unknown') throw unknown(changes.client_id)
    if (outcome === 'replaced') return updated
  }
  throw new SettingError(
    'client',
    `client '${changes.client_id}' was changed at the same time: look at it, and try again`,
  )
}

/** How often it is tried, where the client changes meanwhile. */
const TURNS = 2

interface UpdatingMeans extends RegisteringMeans {
  readonly keys: Keyring
  /** Whether the client keeps the secret that it has. */
  readonly secret: 'keep' | 'renew'
}

interface Updated {
  readonly client: Client
  readonly client_secret?: string
}

async function updatedClient(
  { fetch, random, keys, secret }: UpdatingMeans,
  before: Client,
  { client_id, client_secret: chosen, ...changes }: Changes,
): Promise<Updated> {
  const described = await parseForOperator(merged(before, changes), fetch)
  if (secret === 'renew') checkHasSecret(described)
  const made =
    chosen === undefined && secret === 'keep'
      ? renewedSecret({ keys, random }, before, described, {})
      : { client_secret: chosenSecret(described, chosen, random), kept: undefined }
  const { client_secret } = made
  const kept = made.kept ?? keptOfSecret(keys, described, client_secret)
  const { dynamic, created_at } = before
  const client: Client = {
    ...described,
    ...kept,
    client_id,
    ...(dynamic === undefined ? {} : { dynamic: withSaid(dynamic, changes) }),
    created_at,
  }
  return client_secret === undefined ? { client } : { client, client_secret }
}

function checkHasSecret(described: Described): void {
  if (!needsSecret(described))
    throw new InvalidValueError(
      'client_secret',
      `client_secret: a client that authenticates by ${described.token_endpoint_auth_method} has none to be renewed`,
    )
}

/** What the operator says of a client that registered itself is a bound; what is taken away is none any more. */
function withSaid(
  { said_by_operator = [], ...dynamic }: NonNullable<Client['dynamic']>,
  changes: Readonly<Record<string, unknown>>,
): NonNullable<Client['dynamic']> {
  const said = BOUNDED.filter((name) =>
    Object.hasOwn(changes, name) ? changes[name] !== null : said_by_operator.includes(name),
  )
  return said.length === 0 ? dynamic : { ...dynamic, said_by_operator: said }
}

type Changes = Partial<ClientMetadata> & Pick<Client, 'client_id'>

const unknown = (client_id: string) =>
  new SettingError('client', `there is no client '${client_id}': see gryphon client list`)

/** Of these there may be one alone: who gives one takes the other away. */
const OTHER = { jwks: 'jwks_uri', jwks_uri: 'jwks' } as const

function merged(
  { localized, sector_identifier: _, ...before }: Client,
  changes: Partial<ClientMetadata>,
): Readonly<Record<string, unknown>> {
  const others = Object.entries(OTHER).flatMap(([name, other]) =>
    Object.hasOwn(changes, name) && !Object.hasOwn(changes, other) ? [[other, null]] : [],
  )
  const grant_types = [...new Set([...before.grant_types, ...neededFor(changes.response_types)])]
  return { ...before, ...localized, grant_types, ...Object.fromEntries(others), ...changes }
}

/** Grant types that new response types need; values that are none are told of by the validator. */
const neededFor = (response_types: unknown): readonly string[] =>
  Array.isArray(response_types)
    ? response_types
        .flatMap((type) => parseResponseType(String(type)) ?? [])
        .flatMap(requiredGrantTypes)
    : []
