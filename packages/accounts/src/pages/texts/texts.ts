import type { EN } from './en.ts'

/** The name of a message. */
export type TextKey = keyof typeof EN

/**
 * Everything the pages say, by message. `{word}` is where a value goes. A language is one such table.
 *
 * Whole sentences only, so that a language can put its words in its own order.
 */
export type Texts = Readonly<Record<TextKey, string>>

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** The values that a message wants: one for each of its words in braces. */
export type TextValues<Key extends TextKey, Value> = Readonly<
  Record<Placeholders<(typeof EN)[Key]>, Value>
>
