import { createPrivateKey, X509Certificate } from 'node:crypto'
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

/** What a file should have in it, what reads that, and what it has where the two were given in each other's place. */
const PEM = {
  tls_cert: {
    what: 'certificate',
    read: (pem: Buffer) => new X509Certificate(pem),
    other: /PRIVATE KEY-----/,
  },
  tls_key: {
    what: 'private key without a passphrase',
    read: (pem: Buffer) => createPrivateKey(pem),
    other: /BEGIN CERTIFICATE-----/,
  },
} as const

const parsePem = <Name extends keyof typeof PEM>(
  setting: Name,
  path: string,
): { readonly pem: Buffer; readonly parsed: ReturnType<(typeof PEM)[Name]['read']> } => {
  const pem = readPem(setting, path)
  const { what, read, other } = PEM[setting]
  try {
    // The row of the name reads what the row of the name says.
    return { pem, parsed: read(pem) as ReturnType<(typeof PEM)[Name]['read']> }
  } catch (error) {
    const why = other.test(pem.toString('latin1'))
      ? "are tls_cert and tls_key in each other's place?"
      : (error as Error).message
    throw new SettingError(setting, `${path} has no ${what} in PEM that can be read: ${why}`)
  }
}

const makeServer = ({ tls_cert, tls_key }: Settings, listener: RequestListener): Server => {
  if (tls_cert === undefined || tls_key === undefined) return createServer(LIMITS, listener)
  const cert = parsePem('tls_cert', tls_cert)
  const key = parsePem('tls_key', tls_key)
  if (!cert.parsed.checkPrivateKey(key.parsed))
    throw new SettingError('tls_key', `${tls_key} is not the key of the certificate in ${tls_cert}`)
  try {
    return createTlsServer({ ...LIMITS, cert: cert.pem, key: key.pem }, listener)
  } catch (error) {
    throw new SettingError(
      'tls_cert',
      `${tls_cert} and ${tls_key} do not work: ${(error as Error).message}`,
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
