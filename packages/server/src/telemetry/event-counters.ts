import { Counter, type Registry } from 'prom-client'
import type { LoggedEvent } from '../log.ts'
import { boundedLabel } from './bounded-label.ts'

/** Errors and reasons are words of ours: far fewer than these. */
const MOST_WORDS = 60

type Named<Name extends LoggedEvent['event']> = Extract<LoggedEvent, { readonly event: Name }>

/** What is counted when an event comes; what is in no row counts nothing. */
type Counting = {
  readonly [Name in LoggedEvent['event']]?: (event: Named<Name>) => void
}

const ARTEFACTS: Readonly<Record<string, string>> = { token: 'access_token' }

/** Counts what happens, by the events of the log: no client, no person and nothing that either chose is in a label. */
export const eventCounters = (registry: Registry): ((event: LoggedEvent) => void) => {
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counter({ name, help, labelNames: [...labelNames], registers: [registry] })
  const word = boundedLabel(MOST_WORDS)

  const issued = counter(
    'gryphon_tokens_issued_total',
    'What was issued: code, id_token, access_token, refresh_token; through the browser (front) or at the token endpoint (back).',
    ['kind', 'channel'],
  )
  const refusals = counter(
    'gryphon_refusals_total',
    'Requests that were refused, by where (authorization, logout, or the endpoint that the client called) and error.',
    ['at', 'error'],
  )
  const signIns = counter('gryphon_sign_ins_total', 'People who signed in.')
  const signOuts = counter('gryphon_sign_outs_total', 'People whose sessions ended by sign-out.')
  const consents = counter('gryphon_consents_total', 'What people said to a client.', ['answer'])
  const accounts = counter('gryphon_accounts_created_total', 'Accounts that were made.')
  const revoked = counter('gryphon_grants_revoked_total', 'Grants that were revoked.', ['reason'])
  const retries = counter(
    'gryphon_refresh_grace_total',
    'Refresh tokens before the current one that came within the grace.',
  )
  const logouts = counter(
    'gryphon_logout_deliveries_total',
    'Attempts to tell a client that a session ended (Back-Channel Logout).',
    ['outcome'],
  )
  const clients = counter(
    'gryphon_client_changes_total',
    'Clients that registered, replaced or removed themselves.',
    ['change'],
  )
  const keys = counter('gryphon_keys_announced_total', 'New keys that were announced.', ['alg'])
  const faults = counter('gryphon_faults_total', 'Requests that failed by a fault of ours.')

  // biome-ignore format: a table
  const counting: Counting = {
    'authorization.issued':  ({ response_type }) => {
      for (const one of response_type.split(' ')) if (one !== 'none') issued.inc({ kind: ARTEFACTS[one] ?? one, channel: 'front' })
    },
    'token.issued':          ({ tokens }) => {
      for (const kind of tokens) issued.inc({ kind, channel: 'back' })
    },
    'authorization.refused': ({ error }) => refusals.inc({ at: 'authorization', error: word(error) }),
    'token.refused':         ({ endpoint, error }) => refusals.inc({ at: word(endpoint), error: word(error) }),
    'logout.refused':        ({ error }) => refusals.inc({ at: 'logout', error: word(error) }),
    'request.refused':       ({ status }) => refusals.inc({ at: 'http', error: String(status) }),
    signed_in:               () => signIns.inc(),
    signed_out:              () => signOuts.inc(),
    'consent.given':         () => consents.inc({ answer: 'given' }),
    'consent.denied':        () => consents.inc({ answer: 'denied' }),
    'account.created':       () => accounts.inc(),
    'grant.revoked':         ({ reason }) => revoked.inc({ reason: word(reason) }),
    'refresh.grace':         () => retries.inc(),
    'logout.delivered':      () => logouts.inc({ outcome: 'delivered' }),
    'logout.undelivered':    () => logouts.inc({ outcome: 'undelivered' }),
    'logout.given_up':       () => logouts.inc({ outcome: 'given_up' }),
    'client.registered':     () => clients.inc({ change: 'registered' }),
    'client.replaced':       () => clients.inc({ change: 'replaced' }),
    'client.removed':        () => clients.inc({ change: 'removed' }),
    'key.announced':         ({ alg }) => keys.inc({ alg: word(alg) }),
    fault:                   () => faults.inc(),
  }
  return (event) => {
    const count = counting[event.event] as ((event: LoggedEvent) => void) | undefined
    count?.(event)
  }
}
