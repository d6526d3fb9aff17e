import {
  type GivenMetadata,
  LOCALIZABLE,
  METADATA,
  PROTECTIONS_LACKING,
  type Row,
} from './metadata.ts'
import { MetadataError, refuseFor } from './metadata-error.ts'
import { foundOf } from './value.ts'

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
 * `MetadataError` for the first that is not what it must be, with the others.
 */
export function readMetadata(sent: Sent, rows: Rows): GivenMetadata {
  const lacking = PROTECTIONS_LACKING.filter((name) => isSent(sent, name) && sent[name] !== false)
  const read = Object.entries(rows)
    .filter(([name]) => isSent(sent, name))
    .map(([name, row]) => [name, parsed(name, sent[name], row)] as const)
  const localized = readLocalized(sent)
  refuseFor([
    ...lacking.map((name) => new MetadataError(name, 'is not supported', 'RFC 7591 §3.2.2')),
    ...[...read, ...localized].flatMap(([, value]) =>
      value instanceof MetadataError ? [value] : [],
    ),
    ...tooManyLanguages(localized.map(([name]) => name)),
  ])
  // The rows have just checked what each value is.
  return {
    ...Object.fromEntries(read),
    ...(localized.length === 0 ? {} : { localized: Object.fromEntries(localized) }),
  } as GivenMetadata
}

const isSent = (sent: Sent, name: string) =>
  Object.hasOwn(sent, name) && sent[name] !== null && sent[name] !== undefined

/** The value, or what is wrong with it. */
function parsed(name: string, value: unknown, row: Row<unknown>): unknown {
  const { parse, expected, section, words = row.each?.words } = row
  return (
    parse(value) ??
    new MetadataError(name, `must be ${expected}`, section, {
      found: foundOf(value, row),
      ...(words === undefined ? {} : { words }),
    })
  )
}

const readLocalized = (sent: Sent): readonly (readonly [string, unknown])[] =>
  Object.entries(sent).flatMap(([name, value]) => {
    const [base = '', tag = ''] = name.split('#', 2)
    const known = LOCALIZABLE.find((one) => one === base)
    if (known === undefined || !LANGUAGE_TAG.test(tag) || !isSent(sent, name)) return []
    return [[name, parsed(name, value, METADATA[known])] as const]
  })

const tooManyLanguages = (names: readonly string[]): readonly MetadataError[] =>
  LOCALIZABLE.filter(
    (base) => names.filter((name) => name.startsWith(`${base}#`)).length > MOST_LANGUAGES,
  ).map(
    (base) =>
      new MetadataError(
        base,
        `may be said in ${MOST_LANGUAGES} languages at most`,
        'Dynamic Registration §2.1',
      ),
  )
