import type { RequestListener } from 'node:http'
import { SettingError } from '@gryphon/provider'
import { isLoopback } from './configuration/issuer.ts'
import type { Settings } from './configuration/settings.ts'
import { listen, stopListening } from './http/listen.ts'
import { notReady, route } from './http/route.ts'
import type { Log } from './log.ts'
import { type Means, type OpenProvider, openProvider } from './open-provider.ts'
import { startSweeping } from './sweeping.ts'

/** How long requests that are under way at the end may take, in milliseconds. */
const PATIENCE = 8000

/** A provider that answers over HTTP. */
export interface RunningServer extends Omit<OpenProvider, 'close'> {
  /** Issuer Identifier of the default tenant. */
  readonly issuer: string
  /** The port it listens on. */
  readonly port: number
  /** Accepts no more, finishes what is under way, and closes the database. */
  readonly close: () => Promise<void>
}

const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** Throws `SettingError` where nobody but the operator can know the issuer. */
const checkIssuerIsKnown = ({ issuer, host }: Settings) => {
  if (issuer === undefined && !isLoopback(`http://${urlHost(host)}`))
    throw new SettingError(
      'issuer',
      `needed when host is ${host}: the https URL that browsers and clients reach this server by (--issuer https://op.example.com)`,
    )
}

const issuerAt = ({ issuer, tls_cert }: Settings, port: number): string =>
  issuer ?? `${tls_cert === undefined ? 'http' : 'https'}://localhost:${port}`

const logged =
  (log: Log, answer: () => RequestListener): RequestListener =>
  (request, response) => {
    const started = performance.now()
    response.on('close', () =>
      log.request({
        method: request.method ?? '',
        target: request.url ?? '',
        status: response.statusCode,
        ms: Math.round(performance.now() - started),
      }),
    )
    answer()(request, response)
  }

/**
 * Opens the provider and serves it. The port is taken first, so that a second server neither touches the data nor answers.
 * Throws `SettingError` for what cannot be.
 */
export const startServer = async (
  settings: Settings,
  means: Omit<Means, 'log'> & { readonly log: Log },
): Promise<RunningServer> => {
  const { log } = means
  checkIssuerIsKnown(settings)
  let answer: RequestListener = notReady
  const { server, port } = await listen(
    settings,
    logged(log, () => answer),
  )
  const issuer = issuerAt(settings, port)
  try {
    const { close, ...opened } = await openProvider(settings, issuer, { ...means, log: log.event })
    answer = route(opened.accounts.assets, opened.provider.node)
    const sweeping = startSweeping(opened.provider.sweep, (cause) =>
      log.fault('expired rows could not be deleted', cause),
    )
    return {
      ...opened,
      issuer,
      port,
      close: async () => {
        await stopListening(server, PATIENCE)
        await sweeping.stop()
        await close()
      },
    }
  } catch (error) {
    await stopListening(server, 0)
    throw error
  }
}
