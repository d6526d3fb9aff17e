import type { RequestListener } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { DEFAULT_TENANT, InvalidValueError, type Provider } from '@gryphon/provider'
import { isLoopback } from './configuration/issuer.ts'
import type { Settings } from './configuration/settings.ts'
import {
  type Checks,
  createHealth,
  type Health,
  type Readiness,
  withHealth,
} from './http/health.ts'
import { listen, stopListening } from './http/listen.ts'
import { notReady, route } from './http/route.ts'
import type { Log } from './log.ts'
import { type Means, type OpenProvider, openProvider } from './open-provider.ts'
import { PRIVATE_WARNING } from './outbound.ts'
import { keepRefusals } from './refusals.ts'
import { startRepeating } from './repeating.ts'
import type { PublishMetrics } from './telemetry/metrics-listener.ts'
import { startTelemetry, type Telemetry } from './telemetry/telemetry.ts'

/** How long requests that are under way at the end may take, in milliseconds. */
export const PATIENCE = 8000

/** How often what has expired is deleted, clients are told again of sessions that ended, and old keys are looked for, in milliseconds. */
const PAUSES = { sweeping: 60_000, telling: 5000, rotating: 3_600_000 } as const

/** A provider that answers over HTTP. */
export interface RunningServer extends Omit<OpenProvider, 'close'> {
  /** Issuer Identifier of the default tenant. */
  readonly issuer: string
  /** The port it listens on. */
  readonly port: number
  /** The port of `/metrics`, where it is wanted. */
  readonly metrics_port: number | undefined
  /** Is not ready any more, goes on for `shutdown_delay`, accepts no more, finishes what is under way, and closes the database. */
  readonly close: () => Promise<void>
}

const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** Throws `SettingError` where nobody but the operator can know the issuer. */
const checkIssuerIsKnown = ({ issuer, host }: Settings) => {
  if (issuer === undefined && !isLoopback(`http://${urlHost(host)}`))
    throw new InvalidValueError(
      'issuer',
      `needed when host is ${host}: the https URL that browsers and clients reach this server by (--issuer https://op.example.com)`,
    )
}

const issuerAt = ({ issuer, tls_cert }: Settings, port: number): string =>
  issuer ?? `${tls_cert === undefined ? 'http' : 'https'}://localhost:${port}`

const logged = ({ request: logRequest }: Log, answer: RequestListener): RequestListener => {
  if (logRequest === undefined) return answer
  return (request, response) => {
    const started = performance.now()
    response.on('close', () =>
      logRequest({
        method: request.method ?? '',
        target: request.url ?? '',
        status: response.statusCode,
        ms: Math.round(performance.now() - started),
      }),
    )
    answer(request, response)
  }
}

/** What goes on beside the requests: rows that expired are deleted, clients are told of sessions that ended. */
const startWork = (
  { sweep, deliverLogouts, rotateDueKeys }: OpenProvider['provider'],
  log: Log,
) => {
  const onFault = (message: string) => (cause: unknown) => log.fault(message, cause)
  const sweeping = startRepeating({
    work: sweep,
    pause: PAUSES.sweeping,
    batches: 'in_turn',
    onFault: onFault('expired rows could not be deleted'),
  })
  const telling = startRepeating({
    work: deliverLogouts,
    pause: PAUSES.telling,
    batches: 'at_once',
    onFault: onFault('clients could not be told of sessions that ended'),
  })
  const rotating = startRepeating({
    work: rotateDueKeys,
    pause: PAUSES.rotating,
    batches: 'in_turn',
    onFault: onFault('keys that are due could not be rotated'),
  })
  return {
    tell: telling.soon,
    stop: async () => {
      await Promise.all([sweeping.stop(), telling.stop(), rotating.stop()])
    },
  }
}

/** A provider that is open and at work, before anybody can reach it. */
const openAtWork = async (
  settings: Settings,
  issuer: string,
  { log, ...means }: ServerMeans,
  telemetry: Telemetry,
) => {
  const { watch, metrics_port } = telemetry
  let tell = () => {}
  const refusals = keepRefusals(settings.data, means.now)
  const hear: Means['log'] = (event) => {
    log.event(event)
    telemetry.hear(event)
    refusals.keep(event)
    if (event.event === 'signed_out') tell()
  }
  const { close, ...opened } = await openProvider(settings, issuer, {
    ...means,
    log: hear,
    watch,
  })
  telemetry.begin(opened.accounts)
  const work = startWork(opened.provider, log)
  tell = work.tell
  return {
    opened: { ...opened, metrics_port },
    close: async () => {
      await work.stop()
      await refusals.settled()
      await close()
      await telemetry.close()
    },
  }
}

/** What must work where requests are sent. */
const checksOf = ({ store, checkKeys }: Provider): Checks => ({
  store: () => store.findTenant(DEFAULT_TENANT),
  keys: checkKeys,
})

const healthOf = (log: Log): Health =>
  createHealth({
    onChange: (readiness: Readiness) =>
      log.warn(`/health/ready says ${JSON.stringify(readiness)} from now on`),
  })

/** What a server is given. */
export interface ServerMeans extends Omit<Means, 'log' | 'watch'> {
  readonly log: Log
  /** How metrics are made known, where they are wanted; on a listener of their own when left out. */
  readonly publishMetrics?: PublishMetrics
}

/**
 * Opens the provider and serves it. The port is taken first, so that a second server neither touches the data nor answers.
 * Throws `SettingError` for what cannot be.
 */
export const startServer = async (
  settings: Settings,
  means: ServerMeans,
): Promise<RunningServer> => {
  checkIssuerIsKnown(settings)
  if (settings['outbound.allow_private']) means.log.warn(PRIVATE_WARNING)
  const health = healthOf(means.log)
  let answer: RequestListener = notReady
  const { server, port } = await listen(
    settings,
    logged(
      means.log,
      withHealth(health, (request, response) => answer(request, response)),
    ),
  )
  const issuer = issuerAt(settings, port)
  let telemetry: Telemetry | undefined
  try {
    telemetry = await startTelemetry(settings, means.publishMetrics)
    const { opened, close } = await openAtWork(settings, issuer, means, telemetry)
    answer = route(opened.accounts.assets, opened.provider.node)
    health.begin(checksOf(opened.provider))
    return {
      ...opened,
      issuer,
      port,
      close: async () => {
        health.stop()
        await setTimeout(settings.shutdown_delay * 1000)
        await stopListening(server, PATIENCE)
        await close()
      },
    }
  } catch (error) {
    await telemetry?.close()
    await stopListening(server, 0)
    throw error
  }
}
