import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Certificate, selfSigned } from '../../support/certificate.ts'
import { freePort } from '../../support/free-port.ts'
import { newFolder } from '../../support/new-folder.ts'
import type { Credentials } from './browser.ts'
import { CLIENT_JWKS } from './client-key.ts'
import type { ClientsByHand } from './clients.ts'
import type { Json } from './http.ts'
import { claimsOf, USERNAMES } from './person.ts'
import { command, serve } from './process.ts'
import { type SuiteServer, startSuiteServer } from './suite-server.ts'

/** A provider that is tested from outside, and the suite's own web server. */
export interface TestedProvider {
  readonly issuer: string
  readonly suite: SuiteServer
  /** The password of everybody. */
  readonly password: string
  /** Another person each time, in turn. */
  readonly nextPerson: () => Credentials
  /** Clients that the operator registered by hand, by name. */
  readonly clients: Readonly<Record<string, Json>>
  readonly log: () => string
  /** As the operator does: new keys are announced. */
  readonly rotateKeys: () => Promise<void>
  readonly stop: () => Promise<void>
}

const PASSWORD = 'correct-horse-battery-staple'

const addPerson = (data: string, username: string) => {
  const claims = Object.entries(claimsOf(username)).flatMap(([name, value]) => [
    '--claim',
    `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ])
  const words = ['user', 'add', username, '--password-stdin', '--data', data, ...claims]
  return command(words, PASSWORD)
}

const inTurn = () => {
  let turn = 0
  return (): Credentials => {
    turn += 1
    return { username: USERNAMES[turn % USERNAMES.length] ?? '', password: PASSWORD }
  }
}

const addClients = async (data: string, clients: Readonly<Record<string, Json>>) => {
  const added = Object.entries(clients).map(async ([name, metadata]) => {
    const input = JSON.stringify({ jwks: CLIENT_JWKS, ...metadata })
    const client = await command(['client', 'add', '--metadata', '-', '--data', data], input)
    return [name, client] as const
  })
  return Object.fromEntries(await Promise.all(added))
}

const writePem = (folder: string, { cert, key }: Certificate, authority: string) => {
  const files = {
    cert: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    ca: join(folder, 'ca.pem'),
  }
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key, { mode: 0o600 })
  writeFileSync(files.ca, authority)
  return files
}

const settingsOf = (data: string, port: number, files: ReturnType<typeof writePem>) =>
  Object.entries({
    data,
    port: String(port),
    'tls-cert': files.cert,
    'tls-key': files.key,
    registration: 'open',
    'session-management': 'on',
    'outbound-allow-private': 'true',
    'outbound-ca-file': files.ca,
  }).flatMap(([flag, value]) => [`--${flag}`, value])

const startBoth = async (words: readonly string[], ofSuite: Certificate) => {
  const served = await serve(words)
  const suite = await startSuiteServer(ofSuite)
  const stop = async () => {
    await suite.close()
    await served.stop()
  }
  return { served, suite, stop }
}

/**
 * Starts `gryphon serve` over https with an RSA certificate of its own, and what the suite itself serves beside it. `clientsOf`
 * says which clients the operator registers by hand.
 */
export const startProvider = async (clientsOf: ClientsByHand): Promise<TestedProvider> => {
  const [ofProvider, ofSuite] = [selfSigned('provider'), selfSigned('suite')]
  setDefaultCACertificates([...getCACertificates(), ofProvider.cert, ofSuite.cert])
  const folder = newFolder()
  const data = join(folder, 'data')
  const port = await freePort()
  const words = settingsOf(data, port, writePem(folder, ofProvider, ofSuite.cert))
  const { served, suite, stop } = await startBoth(words, ofSuite)
  try {
    const [clients] = await Promise.all([
      addClients(data, clientsOf(suite)),
      ...USERNAMES.map((username) => addPerson(data, username)),
    ])
    return {
      issuer: `https://localhost:${port}`,
      suite,
      password: PASSWORD,
      nextPerson: inTurn(),
      clients,
      log: served.log,
      rotateKeys: async () => {
        await command(['keys', 'rotate', '--data', data])
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
