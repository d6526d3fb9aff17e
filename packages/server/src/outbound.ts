import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type GuardedFetch, guardedFetch, SettingError } from '@gryphon/provider'
import type { Settings } from './configuration/settings.ts'

/** What an operator must read at every start where calls to clients may stay inside. */
export const PRIVATE_WARNING =
  'outbound.allow_private is on: whoever registers a client can make this server call addresses of this machine and of private networks. Use it for development and tests alone'

const readCertificates = (path: string): string => {
  try {
    const pem = readFileSync(path, 'utf8')
    new X509Certificate(pem)
    return pem
  } catch (error) {
    throw new SettingError(
      'outbound.ca_file',
      `${path} has no certificate in PEM that can be read (${(error as Error).message})`,
    )
  }
}

/** How the provider calls addresses that clients chose, as the settings say. Throws `SettingError`. */
export const outboundFetch = (settings: Settings): GuardedFetch => {
  const file = settings['outbound.ca_file']
  return guardedFetch({
    allow_private: settings['outbound.allow_private'],
    ca: file === undefined ? undefined : readCertificates(file),
  })
}
