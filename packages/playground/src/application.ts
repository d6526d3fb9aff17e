import { createHash, timingSafeEqual } from 'node:crypto'
import {
  allowInsecure,
  clientSecretBasic,
  discoverClient,
  type RelyingParty,
} from '@gryphon/client'
import type { ApiCaller } from './flow/api-call.ts'
import type { BegunLogin, Login } from './flow/login.ts'
import { type Recorder, recorder } from './flow/recorder.ts'
import { type Sessions, sessions } from './flow/sessions.ts'
import { isInsecure } from './flow/snippet.ts'
import { type Transactions, transactions } from './flow/transactions.ts'
import type { Surroundings } from './pages/start.ts'

/** How the playground is registered at the provider, and where its API is. */
export interface Registration {
  readonly issuer: string
  readonly client_id: string
  readonly client_secret: string
  /** The resource indicator of the sample API (RFC 8707). */
  readonly resource: string
  /** Where the sample API answers; the resource itself when left out. */
  readonly api_url?: string
}

/** What the application is made of; every route is given it. */
export interface Application {
  readonly registration: Registration
  readonly surroundings: Surroundings
  /** Seconds since the epoch, with their fraction. */
  readonly now: () => number
  readonly newId: () => string
  readonly recorder: Recorder
  readonly transactions: Transactions<BegunLogin>
  readonly sessions: Sessions<Login>
  readonly apiCaller: ApiCaller
  /** The relying party; the provider is asked what it can at the first use, and again if it did not answer. */
  client(): Promise<RelyingParty>
  /** Where forms may lead: the provider's own origins. */
  providerOrigins(): readonly string[]
}

/** How long a login may take, in seconds. */
export const LOGIN_LIFETIME = 3600

/** How long a session of the application lasts, in seconds. */
export const SESSION_LIFETIME = 8 * 3600

const TIMEOUT = 10
const MOST_TRANSACTIONS = 1000
const MOST_SESSIONS = 1000
const MOST_LOGINS = 5

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export const isSameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(digest(one), digest(other))

/** The id of a login's transaction: made from its `state`, so that the response names it. */
export const transactionId = (state: string): string => digest(state).toString('hex').slice(0, 24)

const lazily = <Value>(make: () => Promise<Value>) => {
  let made: Promise<Value> | undefined
  let settled: Value | undefined
  return {
    get: async () => {
      made ??= make()
      try {
        settled = await made
        return settled
      } catch (error) {
        made = undefined
        throw error
      }
    },
    settled: () => settled,
  }
}

/** The application at its address, its memory empty. */
export const createApplication = (
  registration: Registration,
  url: string,
  given: { readonly now: () => number; readonly random: (bytes: number) => Uint8Array },
): Application => {
  const { issuer, client_id, client_secret, resource, api_url = resource } = registration
  const { now, random } = given
  const newId = () => Buffer.from(random(24)).toString('base64url')
  const tape = recorder(now)
  const relyingParty = lazily(() =>
    discoverClient(
      issuer,
      {
        client_id,
        redirect_uri: `${url}/callback`,
        authentication: clientSecretBasic(client_secret),
      },
      {
        now: () => Math.floor(now()),
        random,
        timeout: TIMEOUT,
        trace: tape.trace,
        [allowInsecure]: isInsecure(issuer),
      },
    ),
  )
  return {
    registration,
    surroundings: { issuer, client_id, resource, api_url, url },
    now,
    newId,
    recorder: tape,
    transactions: transactions({ limit: MOST_TRANSACTIONS, equals: isSameSecret }),
    sessions: sessions({
      sessions: MOST_SESSIONS,
      logins: MOST_LOGINS,
      lifetime: SESSION_LIFETIME,
      newId,
    }),
    apiCaller: { api_url, recorder: tape, now, timeout: TIMEOUT },
    client: relyingParty.get,
    providerOrigins: () =>
      [issuer, relyingParty.settled()?.op.authorization_endpoint]
        .filter((address) => address !== undefined)
        .map((address) => new URL(address).origin)
        .filter((origin, index, all) => all.indexOf(origin) === index),
  }
}
