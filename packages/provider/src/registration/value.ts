import { wordsOf } from '@gryphon/protocol'
import { isLoopbackHost } from '../model/redirect-uri.ts'
import type { Seconds } from '../model/seconds.ts'

/** What a value is, checked; `undefined` where it is not what it should be. */
export type Parse<Value> = (value: unknown) => Value | undefined

/** What a value must be, in words that go on from `must be`, and what makes sure of it. */
export interface Kind<Value> {
  readonly expected: string
  readonly parse: Parse<Value>
  /** All that it can be. */
  readonly words?: readonly string[]
  /** Of a list, what each of it must be. */
  readonly each?: Kind<unknown>
  /** What was given instead is not shown: it may be a secret. */
  readonly isHidden?: true
}

const LONGEST_SHOWN = 200

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

/** What of a value is not of its kind, where it can be shown; of a list, the first that is not. */
export function foundOf<Value>(value: unknown, { each, isHidden }: Kind<Value>): unknown {
  if (isHidden) return undefined
  const wrong =
    each !== undefined && Array.isArray(value)
      ? value.find((one) => each.parse(one) === undefined)
      : value
  if (!isScalar(wrong)) return undefined
  return typeof wrong === 'string' ? wrong.slice(0, LONGEST_SHOWN) : wrong
}

const LONGEST_TEXT = 1000
const LONGEST_URI = 2000
const LONGEST_LIST = 100

const isText = (value: unknown): value is string =>
  typeof value === 'string' &&
  /\S/.test(value) &&
  value.length <= LONGEST_TEXT &&
  value.isWellFormed() &&
  !/\p{Cc}/u.test(value)

/** Text for people: something to see, no control characters, bounded. */
export const text: Kind<string> = {
  expected: `text of 1 to ${LONGEST_TEXT} characters`,
  parse: (value) => (isText(value) ? value : undefined),
}

/** True or false. */
export const yesOrNo: Kind<boolean> = {
  expected: 'true or false',
  parse: (value) => (typeof value === 'boolean' ? value : undefined),
}

/** A number of seconds. */
export const seconds: Kind<Seconds> = {
  expected: 'a whole number of seconds, 0 or more',
  parse: (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined),
}

/** One of some words. */
export const oneOf = <const Word extends string>(words: readonly Word[]): Kind<Word> => ({
  expected: `one of ${words.join(', ')}`,
  words,
  parse: (value) => words.find((word) => word === value),
})

/** A list of one kind of thing, each once, bounded. */
export const listOf = <Value>(each: Kind<Value>): Kind<readonly Value[]> => ({
  expected: `a list, each of it ${each.expected}`,
  each,
  parse: (value) => {
    if (!Array.isArray(value) || value.length > LONGEST_LIST) return undefined
    const parsed = value.flatMap((one): readonly Value[] => {
      const good = each.parse(one)
      return good === undefined ? [] : [good]
    })
    return parsed.length === value.length ? [...new Set(parsed)] : undefined
  },
})

/** A list of strings as it came, doubles and all. */
export const anyStrings: Kind<readonly string[]> = {
  expected: `a list of up to ${LONGEST_LIST} texts`,
  parse: (value) =>
    Array.isArray(value) &&
    value.length <= LONGEST_LIST &&
    value.every((one) => typeof one === 'string')
      ? value
      : undefined,
}

const parseUri = (value: unknown): URL | undefined => {
  if (typeof value !== 'string' || value.length > LONGEST_URI) return undefined
  const isUri = /^[\x21-\x7e]+$/.test(value) && !/["<>\\^`{|}]/.test(value)
  const url = isUri ? URL.parse(value) : null
  return url === null || url.username !== '' || url.password !== '' ? undefined : url
}

const isWeb = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))

const uri = (expected: string, isGood: (url: URL, text: string) => boolean): Kind<string> => ({
  expected,
  parse: (value) => {
    const url = parseUri(value)
    return url !== undefined && isGood(url, String(value)) ? String(value) : undefined
  },
})

/** An address on the web: https, or http on this machine, to develop with. */
export const webUri = uri('an https address (http for this machine only)', isWeb)

/** The same without a fragment, where one would be lost. */
export const webUriWithoutFragment = uri(
  'an https address (http for this machine only) without a fragment',
  (url, text) => isWeb(url) && !text.includes('#'),
)

/** An address where the specification says https, and makes no exception. */
export const httpsUri = uri('an https address', ({ protocol }) => protocol === 'https:')

/** RFC 6749 §3.3. */
const isScopeToken = (word: string) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(word)

const scopeWords = (words: readonly string[]) => (words.every(isScopeToken) ? words : undefined)

/** A scope as it travels: words in one text (RFC 6749 §3.3). */
export const scope: Kind<readonly string[]> = {
  expected: 'scope words in one text',
  parse: (value) =>
    typeof value === 'string' && wordsOf(value).length <= LONGEST_LIST
      ? scopeWords(wordsOf(value))
      : undefined,
}

/** A scope as an operator says it: in one text, or as a list. */
export const scopeOrList: Kind<readonly string[]> = {
  expected: 'scope words, in one text or a list',
  parse: (value) => {
    const list = anyStrings.parse(value)
    return list === undefined ? scope.parse(value) : scopeWords([...new Set(list)])
  },
}
