import type { Answer } from './http.ts'

/** A form of a page: where it goes, and what it holds. */
export interface Form {
  readonly method: string
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly inner: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** Text of HTML as it is meant. */
export const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)

const attribute = (tag: string, name: string) =>
  unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

/** Every form of a page, with its hidden fields. */
export const formsOf = ({ text, url }: Answer): readonly Form[] =>
  [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, tag = '', inner = '']) => ({
    method: attribute(tag, 'method').toUpperCase() || 'GET',
    action: new URL(attribute(tag, 'action'), url).href,
    fields: [...inner.matchAll(/<input type="hidden"[^>]*>/g)].map(
      ([input]) => [attribute(input, 'name'), attribute(input, 'value')] as const,
    ),
    inner,
  }))
