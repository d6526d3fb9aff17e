import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ACR_VALUES,
  type AccountEvent,
  type Accounts,
  type AccountsConfig,
  createAccounts,
  type PeopleStore,
  UI_LOCALES,
} from '@gryphon/accounts'
import {
  type ClientMetadata,
  createProvider,
  type Provider,
  type ProviderConfig,
  type ProviderEvent,
  type Store,
} from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'
import { type DOORS, type Door, openDoor } from './door.ts'

/** A real provider on a real SQLite file, whose clock the test sets. */
export interface TestOp {
  readonly op: Provider
  readonly door: Door
  readonly issuer: string
  readonly store: Store
  readonly people: PeopleStore
  readonly accounts: Accounts
  readonly events: readonly (ProviderEvent | AccountEvent)[]
  /** The database file. */
  readonly file: string
  /** Moves the clock on, by seconds. */
  pass(seconds: number): void
  now(): number
  close(): Promise<void>
}

/** The issuer of tests. */
export const ISSUER = 'https://op.example'
/** The redirect_uri of test clients. */
export const REDIRECT_URI = 'https://rp.example/callback'
/** The secret of test clients: 32 characters and more. */
export const CLIENT_SECRET = 'a-secret-of-thirty-two-characters'
/** The person of tests. */
export const PERSON = { username: 'alice', password: 'correct horse battery' } as const
/** The Authentication Context Class of the sign-in of tests, with a password. */
export const ACR = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'
/** An API of tests. */
export const API = 'https://api.example/notes'

/** A client that may do everything a hybrid client may. */
export const HYBRID_CLIENT: ClientMetadata = {
  client_id: 'app',
  client_name: 'Example App',
  client_secret: CLIENT_SECRET,
  redirect_uris: [REDIRECT_URI],
  response_types: ['code', 'code id_token', 'code token', 'code id_token token'],
  scope: ['openid', 'profile', 'email', 'offline_access', 'read:notes'],
}

/** What differs from one test's provider to another's. */
export type OpSettings = Partial<ProviderConfig> & Pick<AccountsConfig, 'sign_up'>

/** Starts a provider with a client, a person and an API. */
export async function startOp(
  kind: (typeof DOORS)[number] = 'fetch',
  { sign_up = 'off', ...config }: OpSettings = {},
): Promise<TestOp> {
  const folder = mkdtempSync(join(tmpdir(), 'gryphon-test-'))
  const file = join(folder, 'gryphon.db')
  const { store, people } = await openSqlite({ file })
  let time = 1_800_000_000
  const now = () => time
  const events: (ProviderEvent | AccountEvent)[] = []
  const log = (event: ProviderEvent | AccountEvent) => void events.push(event)
  const accounts = createAccounts({ people, now, random: randomBytes, sign_up, log })
  const op = await createProvider({
    issuer: ISSUER,
    store,
    master_key: new Uint8Array(32).fill(7),
    pages: accounts.pages,
    claims: accounts.claims,
    acr_values_supported: ACR_VALUES,
    prompt_values_supported: accounts.prompt_values_supported,
    ui_locales_supported: UI_LOCALES,
    log,
    now,
    ...config,
  })
  await op.admin.registerClient('default', HYBRID_CLIENT)
  await store.putResource('default', {
    resource: API,
    name: 'Notes',
    scopes: [{ scope: 'read:notes', description: 'Read your notes' }],
  })
  await accounts.addPerson('default', {
    ...PERSON,
    claims: { name: 'Alice Example', email: 'alice@example.com', email_verified: true },
  })
  // What was added is seen at once.
  time += 3600
  // What tests look at is what they did.
  events.length = 0
  const door = await openDoor(kind, op)
  return {
    op,
    door,
    issuer: op.issuer,
    store,
    people,
    accounts,
    events,
    file,
    now,
    pass: (seconds) => {
      time += seconds
    },
    close: async () => {
      await door.close()
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}
