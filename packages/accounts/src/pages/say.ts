import { html } from 'hono/html'
import type { TextKey, Texts, TextValues } from './texts/texts.ts'

/** HTML that is escaped already. */
export type Markup = ReturnType<typeof html>

/** A message takes its values, and nothing if it has none. */
type Values<Key extends TextKey, Value> = [keyof TextValues<Key, Value>] extends [never]
  ? []
  : [values: TextValues<Key, Value>]

/**
 * A message as HTML: text is escaped, markup among the values is kept.
 *
 * @example String(ENGLISH.say('continue', { app: 'A & B' })) // 'Continue to A &amp; B'
 */
export type Say = <Key extends TextKey>(key: Key, ...values: Values<Key, Markup | string>) => Markup

/**
 * A message as plain text, for where HTML cannot be: it is escaped where it is put.
 *
 * @example ENGLISH.sayPlain('continue', { app: 'A & B' }) // 'Continue to A & B'
 */
export type SayPlain = <Key extends TextKey>(key: Key, ...values: Values<Key, string>) => string

const PLACEHOLDER = /\{(\w+)\}/

/** The message's text and its values in turn; odd places are the values. */
const partsOf = <Value>(
  text: string,
  values: Readonly<Record<string, Value>> | undefined,
): readonly (Value | string)[] =>
  text.split(PLACEHOLDER).map((part, place) => (place % 2 === 0 ? part : (values?.[part] ?? '')))

/** Says messages of a table. */
export const sayer = (texts: Texts): { readonly say: Say; readonly sayPlain: SayPlain } => ({
  say: (key, ...[values]) => html`${partsOf<Markup | string>(texts[key], values)}`,
  sayPlain: (key, ...[values]) => partsOf<string>(texts[key], values).join(''),
})
