import {
  type GivenMetadata,
  LOCALIZABLE,
  METADATA,
  PROTECTIONS_LACKING,
  type Row,
} from './metadata.ts'
import { MetadataError } from './metadata-error.ts'

/** What was sent, by name: anything at all. */
export type Sent = Readonly<Record<string, unknown>>

/** The rows that somebody may fill in, by name. */
export type Rows = Readonly<Record<string, Row<unknown>>>

/** In how many languages a name can be said, beside the one without a tag. */
const MOST_LANGUAGES = 20

/** RFC 5646 §2.1, as far as its form goes. */
const LANGUAGE_TAG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/

/**
 * Reads metadata, each by its row; `null` is as left out (RFC 7592 §2.2), and a name without a row is ignored. Throws
 * `MetadataError` for the first that is not what it must be.
 */
export function readMetadata(sent: Sent, rows: Rows): GivenMetadata {
  const lacking = PROTECTIONS_LACKING.find((name) => isSent(sent, name) && sent[name] !== false)
  if (lacking !== undefined) throw new MetadataError(lacking, 'is not supported', 'RFC 7591 §3.2.2')
  const read = Object.entries(rows)
    .filter(([name]) => isSent(sent, name))
    .map(([name, row]) => [name, parsed(name, sent[name], row)])
  const localized = readLocalized(sent)
  // The rows have just checked what each value is.
  return {
    ...Object.fromEntries(read),
    ...(Object.keys(localized).length === 0 ? {} : { localized }),
  } as GivenMetadata
}

const isSent = (sent: Sent, name: string) =>
  Object.hasOwn(sent, name) && sent[name] !== null && sent[name] !== undefined

function parsed(name: string, value: unknown, { parse, expected, section }: Row<unknown>): unknown {
  const good = parse(value)
  if (good === undefined) throw new MetadataError(name, `must be ${expected}`, section)
  return good
}

function readLocalized(sent: Sent): Readonly<Record<string, string>> {
  const read = Object.entries(sent).flatMap(([name, value]): readonly [string, string][] => {
    const [base = '', tag = ''] = name.split('#', 2)
    const known = LOCALIZABLE.find((one) => one === base)
    if (known === undefined || !LANGUAGE_TAG.test(tag) || !isSent(sent, name)) return []
    return [[name, String(parsed(name, value, METADATA[known]))]]
  })
  for (const base of LOCALIZABLE)
    if (read.filter(([name]) => name.startsWith(`${base}#`)).length > MOST_LANGUAGES)
      throw new MetadataError(
        base,
        `may be said in ${MOST_LANGUAGES} languages at most`,
        'Dynamic Registration §2.1',
      )
  return Object.fromEntries(read)
}
