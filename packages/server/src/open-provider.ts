import { existsSync, mkdirSync, statSync } from 'node:fs'
import {
  ACR_VALUES,
  type Accounts,
  createAccounts,
  type PeopleStore,
  UI_LOCALES,
} from '@gryphon/accounts'
import {
  createProvider,
  DEFAULT_LIFETIMES,
  type Lifetimes,
  type Provider,
  type Seconds,
  SettingError,
} from '@gryphon/provider'
import type { Environment } from './configuration/read-settings.ts'
import type { Settings } from './configuration/settings.ts'
import type { LoggedEvent } from './log.ts'
import { type OpenDatabase, openDatabase, type WhereAbsent } from './open-database.ts'
import { outboundFetch } from './outbound.ts'
import { type Watch, watchedStore } from './telemetry/watch.ts'

/** What is passed in to a provider that is kept in a folder. */
export interface Means {
  readonly env: Environment
  readonly now: () => Seconds
  readonly random: (bytes: number) => Uint8Array
  readonly log: (event: LoggedEvent) => void
  /** How many processors there are for it; two when left out. */
  readonly processors?: number | undefined
  /** What watches it at work. */
  readonly watch?: Watch | undefined
  /** What becomes of a folder or a database in which there is no provider; it is made when left out. */
  readonly absent?: WhereAbsent | undefined
}

/** A provider with its people, open on its database. */
export interface OpenProvider extends Pick<OpenDatabase, 'found'> {
  readonly provider: Provider
  readonly accounts: Accounts
  readonly people: PeopleStore
  readonly close: () => Promise<void>
}

const LIFETIMES = Object.keys(DEFAULT_LIFETIMES) as readonly (keyof Lifetimes)[]

const lifetimesOf = (settings: Settings): Partial<Lifetimes> =>
  Object.fromEntries(LIFETIMES.map((name) => [name, settings[`lifetimes.${name}`]]))

/** Makes the data folder, where it is not there yet. Throws `SettingError` for one that is not ours alone. */
export const makeFolder = (folder: string) => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new SettingError('data', `${folder} cannot be made (${(error as Error).message})`)
  }
  checkNobodyElseWrites(folder)
}

const WRITABLE_BY_ALL = 0o002

/** Whoever can write there can put another database or master key in the place of ours. */
const checkNobodyElseWrites = (folder: string) => {
  if ((statSync(folder).mode & WRITABLE_BY_ALL) !== 0)
    throw new SettingError(
      'data',
      `everyone on this machine can write to ${folder}; make it yours alone: chmod 700 ${folder}`,
    )
}

const DAY: Seconds = 24 * 3600

const watched = <Kept extends { readonly store: object; readonly people: object }>(
  { store, people }: Kept,
  watch: Watch | undefined,
): Pick<Kept, 'store' | 'people'> =>
  watch === undefined
    ? { store, people }
    : { store: watchedStore(store, watch), people: watchedStore(people, watch) }

/**
 * Opens the provider of these settings; its data folder, database and keys are made when they are not there yet, unless that is
 * refused. Throws `SettingError`.
 */
export const openProvider = async (
  settings: Settings,
  issuer: string,
  { env, now, random, log, processors, watch, absent = 'made' }: Means,
): Promise<OpenProvider> => {
  const fetch = outboundFetch(settings)
  if (absent === 'made' || existsSync(settings.data)) makeFolder(settings.data)
  const { master_keys, found, ...database } = await openDatabase(settings, { env, random, absent })
  const { store, people } = watched(database, watch)
  try {
    const { sign_up } = settings
    const accounts = createAccounts({ people, now, random, log, sign_up, processors })
    const provider = await createProvider({
      issuer,
      store,
      ...master_keys,
      key_rotation: settings.key_rotation_days * DAY,
      pages: accounts.pages,
      claims: accounts.claims,
      acr_values_supported: ACR_VALUES,
      prompt_values_supported: accounts.prompt_values_supported,
      ui_locales_supported: UI_LOCALES,
      response_types: settings.response_types,
      response_modes: settings.response_modes,
      registration: settings.registration,
      registration_limits: {
        per_address: settings['registration_limits.per_address'],
        total: settings['registration_limits.total'],
      },
      ...(settings.client_address_header === undefined
        ? {}
        : { client_address_header: settings.client_address_header }),
      access_token_format: settings.access_token_format,
      session_management: settings.session_management === 'on',
      lifetimes: lifetimesOf(settings),
      fetch,
      log,
      ...(watch === undefined ? {} : { instruments: watch }),
      now,
      random,
    })
    return { provider, accounts, people, found, close: () => store.close() }
  } catch (error) {
    await store.close()
    throw error
  }
}
