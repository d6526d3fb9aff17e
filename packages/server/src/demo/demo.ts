import { join } from 'node:path'
import { base64url, RESPONSE_TYPES, takesCodeChallenge } from '@gryphon/protocol'
import {
  type Client,
  type ClientMetadata,
  DEFAULT_TENANT,
  type Resource,
  SettingError,
} from '@gryphon/provider'
import { makePassword } from '../commands/choose-password.ts'
import { isLoopback } from '../configuration/issuer.ts'
import type { RunningServer } from '../start-server.ts'
import { findDemoSecrets, keepDemoSecrets } from './demo-file.ts'
import { DEMO_CLAIMS, DEMO_USERNAME } from './person.ts'

/** Where a demo keeps its secrets, in the data folder. */
export const DEMO_FILE = 'demo.json'

/** The client_id of the demo client. */
export const DEMO_CLIENT_ID = 'playground'

const SECRET_BYTES = 32

/** What a demo is made for. */
export interface DemoPlan {
  readonly folder: string
  readonly redirect_uris: readonly string[]
  /** The sample API, where there is one. */
  readonly resource?: Resource
  readonly random: (bytes: number) => Uint8Array
}

/** How to sign in, and as which client. */
export interface Demo {
  readonly username: string
  readonly password: string
  readonly client_id: string
  readonly client_secret: string
}

type Server = Pick<RunningServer, 'issuer' | 'provider' | 'accounts' | 'people'>

const preparePerson = async ({ accounts, people }: Server, password: string, isKept: boolean) => {
  const person = await people.findPersonByLogin(DEFAULT_TENANT, DEMO_USERNAME)
  if (person === undefined)
    await accounts.addPerson(DEFAULT_TENANT, {
      username: DEMO_USERNAME,
      password,
      claims: DEMO_CLAIMS,
    })
  else if (!isKept) await accounts.setPassword(DEFAULT_TENANT, { sub: person.sub, password })
}

const demoClient = (
  { redirect_uris, resource }: DemoPlan,
  client_secret: string,
): ClientMetadata => ({
  client_id: DEMO_CLIENT_ID,
  client_secret,
  client_name: 'Playground',
  redirect_uris,
  response_types: RESPONSE_TYPES.filter(takesCodeChallenge),
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  scope: [
    ...['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
    ...(resource?.scopes ?? []).map(({ scope }) => scope),
  ],
  token_endpoint_auth_method: 'client_secret_basic',
  trusted: false,
})

const hasAll = (list: readonly string[] = [], wanted: readonly string[] = []) =>
  wanted.every((it) => list.includes(it))

/** Whether the client of an earlier start will do now; ports may have changed since. */
const isEnough = (client: Client | undefined, wanted: ClientMetadata): boolean =>
  hasAll(client?.redirect_uris, wanted.redirect_uris) && hasAll(client?.scope, wanted.scope)

const prepareClient = async ({ provider }: Server, wanted: ClientMetadata, isKept: boolean) => {
  const { admin, store } = provider
  const client = await store.findClient(DEFAULT_TENANT, DEMO_CLIENT_ID)
  if (isKept && isEnough(client, wanted)) return
  await store.removeClient(DEFAULT_TENANT, DEMO_CLIENT_ID)
  await admin.registerClient(DEFAULT_TENANT, wanted)
}

/** The sample API of an earlier start may have been at another port. */
const prepareResource = async ({ provider }: Server, resource: Resource) => {
  const { store } = provider
  const known = await store.listResources(DEFAULT_TENANT)
  const stale = known.filter((it) => it.name === resource.name && it.resource !== resource.resource)
  for (const it of stale) await store.removeResource(DEFAULT_TENANT, it.resource)
  await store.putResource(DEFAULT_TENANT, resource)
}

/**
 * Makes sure of a demo person and a demo client, as they are wanted now. The password and the client's secret are made at the first
 * start and kept in a file that only this user can read, so that every start can tell them and no installation has the
 * same. Throws `SettingError` where the issuer is more than this machine.
 */
export const prepareDemo = async (server: Server, plan: DemoPlan): Promise<Demo> => {
  if (!isLoopback(server.issuer))
    throw new SettingError(
      'issuer',
      `${server.issuer} is not this machine alone, and a demo is for nothing else: use gryphon serve`,
    )
  const path = join(plan.folder, DEMO_FILE)
  const kept = findDemoSecrets(path)
  const secrets = kept ?? {
    password: makePassword(plan.random),
    client_secret: base64url(plan.random(SECRET_BYTES)),
  }
  if (plan.resource !== undefined) await prepareResource(server, plan.resource)
  await preparePerson(server, secrets.password, kept !== undefined)
  await prepareClient(server, demoClient(plan, secrets.client_secret), kept !== undefined)
  if (kept === undefined) keepDemoSecrets(path, secrets)
  return { username: DEMO_USERNAME, client_id: DEMO_CLIENT_ID, ...secrets }
}
