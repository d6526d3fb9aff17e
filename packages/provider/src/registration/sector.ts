import type { Client } from '../model/client.ts'
import { ownedHostOf } from '../model/redirect-uri.ts'
import type { Described } from './defaults.ts'
import { MetadataError } from './metadata-error.ts'
import type { Registrar } from './registrar.ts'

type Sector = Pick<Client, 'sector_identifier'>

/**
 * The sector of a client (Core §8.1): the host of its `sector_identifier_uri`, whose file is fetched and must have every
 * redirect URI (Dynamic Registration §5), else the one host of its redirect URIs. None where these are in the name of no host
 * (loopback, private-use schemes): the sector is then the client itself, by its `client_id`, lest every native app share one. A
 * row that was written with a loopback host for its sector keeps it, and its subjects, until it is registered anew or updated.
 * Throws `MetadataError`.
 */
export async function resolveSector(client: Described, { fetch }: Registrar): Promise<Sector> {
  const { sector_identifier_uri, redirect_uris, subject_type } = client
  if (sector_identifier_uri !== undefined) {
    const listed = parseList(await fetchText(sector_identifier_uri, fetch))
    if (!redirect_uris.every((uri) => listed.includes(uri)))
      throw refuse('does not list every redirect URI')
  }
  if (subject_type !== 'pairwise') return {}
  const [first = ''] = redirect_uris
  const sector_identifier =
    sector_identifier_uri === undefined
      ? ownedHostOf(first)
      : new URL(sector_identifier_uri).hostname
  return sector_identifier === undefined ? {} : { sector_identifier }
}

const refuse = (problem: string) =>
  new MetadataError('sector_identifier_uri', problem, 'Dynamic Registration §5')

async function fetchText(uri: string, fetch: Registrar['fetch']): Promise<string> {
  const answer = await fetch(uri).catch(() => undefined)
  if (answer?.status !== 200) throw refuse('cannot be fetched')
  return answer.body
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
  } catch {
    // Falls through: what is not JSON is no list either.
  }
  throw refuse('does not give a JSON array of redirect URIs')
}
