import type { AccountEvent } from '@gryphon/accounts'
import type { ProviderEvent } from '@gryphon/provider'
import { pino } from 'pino'
import type { Settings } from './configuration/settings.ts'
import { shownPath } from './http/shown-path.ts'
import { textLine } from './text-line.ts'

/** What happened, for logs and audit: to a request, or to a person's account. */
export type LoggedEvent = ProviderEvent | AccountEvent

/** What a server tells its operator: those events, and its own. */
export interface Log {
  readonly event: (event: LoggedEvent) => void
  readonly server: (message: string) => void
  readonly warn: (message: string) => void
  /** Something of ours broke. */
  readonly fault: (message: string, cause: unknown) => void
  /** A line for each request; absent where nobody wants them, so that no request is timed for nothing. */
  readonly request: ((request: LoggedRequest) => void) | undefined
}

/** A request that was answered. */
interface LoggedRequest {
  readonly method: string
  /** The request target as it came; logged without its query. */
  readonly target: string
  readonly status: number
  readonly ms: number
}

type Level = 'debug' | 'info' | 'warn' | 'error'

// biome-ignore format: a table
const LEVELS: Readonly<Record<LoggedEvent['event'], Level>> = {
  'authorization.issued':     'info',
  'authorization.refused':    'warn',
  signed_in:                  'info',
  'account.created':          'info',
  'account.password_changed': 'info',
  'consent.given':            'info',
  'consent.denied':           'info',
  'token.issued':             'info',
  'token.refused':            'warn',
  'grant.revoked':            'warn',
  'refresh.grace':            'info',
  signed_out:                 'info',
  'logout.refused':           'warn',
  'logout.delivered':         'info',
  'logout.unheard':           'warn',
  'logout.undelivered':       'warn',
  'logout.given_up':          'error',
  'client.registered':        'info',
  'client.replaced':          'info',
  'client.removed':           'info',
  'key.announced':            'info',
  'request.refused':          'info',
  'response.large':           'warn',
  fault:                      'error',
}

/** An error's name, message and stack; of anything else, only what kind it is. */
const describeFault = (cause: unknown) =>
  cause instanceof Error
    ? { name: cause.name, message: cause.message, stack: cause.stack }
    : { name: typeof cause }

/** Where log lines go, and how they look. */
export interface LogSink {
  readonly level: Settings['log.level']
  readonly format: Settings['log.format']
  readonly isTerminal: boolean
  readonly write: (line: string) => void
}

/**
 * The log of a server. A line never has a query string, a code, a token, a cookie or a body in it: it is made of the fields of
 * events alone, and of a path whose long segments are left out.
 */
export const createLog = ({ level, format, isTerminal, write }: LogSink): Log => {
  const isText = format === 'text' || (format === 'auto' && isTerminal)
  const line = (json: string) =>
    write(isText ? textLine(JSON.parse(json), isTerminal ? 'colours' : 'plain') : json.trimEnd())
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
    },
    { write: line },
  )
  return {
    event: (event) =>
      logger[LEVELS[event.event]](
        event.event === 'fault' ? { ...event, cause: describeFault(event.cause) } : event,
      ),
    server: (message) => logger.info({ event: 'server' }, message),
    warn: (message) => logger.warn({ event: 'server' }, message),
    fault: (message, cause) =>
      logger.error({ event: 'fault', cause: describeFault(cause) }, message),
    request: logger.isLevelEnabled('debug')
      ? ({ target, ...request }) =>
          logger.debug({ event: 'request', path: shownPath(target), ...request })
      : undefined,
  }
}
