import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { SettingError } from '@gryphon/provider'
import type { Settings } from '../configuration/settings.ts'

/** What nobody who means well goes beyond: slow or flooding connections are ended. Times in milliseconds. */
const LIMITS: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 65_000,
  requireHostHeader: true,
}
const MOST_CONNECTIONS = 10_000
const MOST_HEADERS = 100

/** What a broken request is answered, by the code of its error; 400 otherwise. */
const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

const refuse = (error: NodeJS.ErrnoException, socket: Socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = REFUSALS[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
}

const readPem = (setting: 'tls_cert' | 'tls_key', path: string) => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new SettingError(setting, `${path} cannot be read (${(error as Error).message})`)
  }
}

const makeServer = ({ tls_cert, tls_key }: Settings, listener: RequestListener): Server => {
  if (tls_cert === undefined || tls_key === undefined) return createServer(LIMITS, listener)
  const pem = { cert: readPem('tls_cert', tls_cert), key: readPem('tls_key', tls_key) }
  try {
    return createTlsServer({ ...LIMITS, ...pem }, listener)
  } catch (error) {
    throw new SettingError(
      'tls_cert',
      `the certificate and key do not work: ${(error as Error).message}`,
    )
  }
}

/** Why a server cannot listen, by the code of the error. */
const LISTEN_FAULTS: Readonly<
  Record<string, (settings: Settings) => { readonly setting: string; readonly message: string }>
> = {
  EADDRINUSE: ({ port }) => ({
    setting: 'port',
    message: `port ${port} is taken by another program: stop it, or choose another with --port`,
  }),
  EACCES: ({ port }) => ({
    setting: 'port',
    message: `this user may not listen on port ${port}: choose one above 1023 with --port`,
  }),
  EADDRNOTAVAIL: ({ host }) => ({
    setting: 'host',
    message: `${host} is no address of this machine: choose another with --host`,
  }),
  ENOTFOUND: ({ host }) => ({
    setting: 'host',
    message: `${host} is not known: choose another with --host`,
  }),
}

/** A server that listens. */
export interface Listening {
  readonly server: Server
  /** The port, also when any free one was asked for. */
  readonly port: number
}

/**
 * Listens for HTTP where the settings say, with limits on time, headers and connections. Throws `SettingError` naming a port
 * that is taken.
 */
export const listen = async (settings: Settings, listener: RequestListener): Promise<Listening> => {
  const server = makeServer(settings, listener)
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = MOST_HEADERS
  server.on('clientError', refuse)
  server.listen(settings.port, settings.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const fault = LISTEN_FAULTS[(error as NodeJS.ErrnoException).code ?? '']?.(settings)
    throw fault === undefined ? error : new SettingError(fault.setting, fault.message)
  }
  return { server, port: (server.address() as AddressInfo).port }
}

/** Accepts no more, lets what is under way finish for up to `patience` milliseconds, then ends the rest. */
export const stopListening = async (server: Server, patience: number): Promise<void> => {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), patience)
  await closed
  clearTimeout(deadline)
}
