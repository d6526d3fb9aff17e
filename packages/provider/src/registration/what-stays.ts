import type { Client } from '../model/client.ts'
import type { Described } from './defaults.ts'
import { MetadataError } from './metadata-error.ts'
import type { Sent } from './read-metadata.ts'
import { consentsAfter } from './replacement.ts'

/** Metadata that a client says of itself, but in which it cannot go beyond what the operator has said. */
export const BOUNDED = [
  'scope',
  'response_types',
  'grant_types',
  'require_pushed_authorization_requests',
  'require_signed_request_object',
] as const

type Bounded = (typeof BOUNDED)[number]

/** All of them bind a client that the operator trusts, for nobody is asked what it may. */
const boundsOf = ({ trusted, dynamic }: Client): readonly Bounded[] =>
  trusted ? BOUNDED : BOUNDED.filter((name) => dynamic?.said_by_operator?.includes(name))

/**
 * What was sent in a replacement, with what stays as it was where it is left out: `subject_type`, and where the operator has
 * set bounds.
 */
export function withWhatStays(sent: Sent, before: Client): Sent {
  const names = ['subject_type', ...boundsOf(before)] as const
  const left = names.filter((name) => (sent[name] ?? undefined) === undefined)
  const stays = left.flatMap((name) => {
    const value = name === 'scope' ? before.scope.join(' ') : before[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...sent, ...Object.fromEntries(stays) }
}

/**
 * Checks what a client that registered itself cannot change by itself. By what people are known to it (Core §8) stays the same
 * for ever: a grant outlives a replacement, so a client could otherwise put itself into the sector of another, and read its `sub`
 * and `sid`. Where the operator trusts it, it stays at its host, and within its bounds. Throws `MetadataError`.
 */
export function checkWhatStays(before: Client, described: Described): void {
  if (isPairwise(before) !== isPairwise(described))
    throw new MetadataError('subject_type', 'cannot be changed: register anew', 'Core §8')
  if (isPairwise(before) && before.sector_identifier !== described.sector_identifier)
    throw new MetadataError(
      sectorNameOf(before, described),
      'cannot lead to another sector: register anew',
      'Core §8.1',
    )
  if (before.trusted && consentsAfter(before, described) === 'remove')
    throw new MetadataError(
      'redirect_uris',
      'cannot lead to another host, for the operator trusts this client where it is: register anew',
      'RFC 7592 §2.2',
    )
  const beyond = boundsOf(before).find((name) => !isWithin(before[name], described[name]))
  if (beyond !== undefined)
    throw new MetadataError(beyond, 'goes beyond what the operator has set', 'RFC 7592 §2.2')
}

const isPairwise = ({ subject_type }: Pick<Client, 'subject_type'>) => subject_type === 'pairwise'

/** Which metadata made the difference. */
const sectorNameOf = (...clients: readonly Described[]) =>
  clients.some(({ sector_identifier_uri }) => sector_identifier_uri !== undefined)
    ? 'sector_identifier_uri'
    : 'redirect_uris'

/** A list goes no further than the other; what is required stays required. */
const isWithin = (before: Client[Bounded], after: Client[Bounded]): boolean =>
  Array.isArray(before)
    ? Array.isArray(after) && after.every((one) => before.includes(one))
    : before !== true || after === true
