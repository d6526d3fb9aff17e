import { html } from 'hono/html'
import { TEXTS, type TextKey, type TextValues } from './texts.ts'

/** HTML that is escaped already. */
export type Markup = ReturnType<typeof html>

/** A message takes its values, and nothing if it has none. */
type Values<Key extends TextKey, Value> = [keyof TextValues<Key, Value>] extends [never]
  ? []
  : [values: TextValues<Key, Value>]

const PLACEHOLDER = /\{(\w+)\}/

/** The message's text and its values in turn; odd places are the values. */
const partsOf = <Value>(
  key: TextKey,
  values: Readonly<Record<string, Value>> | undefined,
): readonly (Value | string)[] =>
  TEXTS[key]
    .split(PLACEHOLDER)
    .map((part, place) => (place % 2 === 0 ? part : (values?.[part] ?? '')))

/**
 * A message as HTML: text is escaped, markup among the values is kept.
 *
 * @example String(say('continue', { app: 'A & B' })) // 'Continue to A &amp; B'
 */
export const say = <Key extends TextKey>(
  key: Key,
  ...[values]: Values<Key, Markup | string>
): Markup => html`${partsOf<Markup | string>(key, values)}`

/**
 * A message as plain text, for where HTML cannot be: it is escaped where it is put.
 *
 * @example sayPlain('continue', { app: 'A & B' }) // 'Continue to A & B'
 */
export const sayPlain = <Key extends TextKey>(key: Key, ...[values]: Values<Key, string>): string =>
  partsOf<string>(key, values).join('')
