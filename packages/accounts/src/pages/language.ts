import { type Say, type SayPlain, sayer } from './say.ts'
import { DE } from './texts/de.ts'
import { EN } from './texts/en.ts'
import { ES } from './texts/es.ts'
import { FR } from './texts/fr.ts'
import { JA } from './texts/ja.ts'
import type { Texts } from './texts/texts.ts'

/** A language that the pages speak. */
export interface Language {
  /** Its tag (BCP 47), for the page's `lang`. */
  readonly tag: string
  readonly say: Say
  readonly sayPlain: SayPlain
}

/** What the pages say, by language tag: a new language is a file and a line here. */
export const TEXTS: Readonly<Record<string, Texts>> = { en: EN, de: DE, fr: FR, es: ES, ja: JA }

/** Languages that the pages speak (BCP 47), for the provider's `ui_locales_supported` (Discovery §3). */
export const UI_LOCALES: readonly string[] = Object.keys(TEXTS)

const LANGUAGES: ReadonlyMap<string, Language> = new Map(
  Object.entries(TEXTS).map(([tag, texts]) => [tag, { tag, ...sayer(texts) }]),
)

/** English, which is spoken with everyone whose languages we do not speak. */
export const ENGLISH: Language = { tag: 'en', ...sayer(EN) }

/** The last subtag of a range, with the single letter or digit that may lead it. */
const LAST_SUBTAG = /(-[a-z0-9])?-[a-z0-9]+$/

const lookUp = (range: string): Language | undefined => {
  const wider = range.replace(LAST_SUBTAG, '')
  return LANGUAGES.get(range) ?? (wider === range ? undefined : lookUp(wider))
}

/**
 * The language to speak with somebody who prefers these, best first: the lookup of RFC 4647 §3.4. A wish that cannot be met
 * is no error (Core §3.1.2.1): it is English then.
 *
 * @example languageFor(['se', 'de-CH', 'fr']).tag // 'de'
 */
export const languageFor = (ui_locales: readonly string[]): Language =>
  ui_locales.map((range) => lookUp(range.toLowerCase())).find((found) => found !== undefined) ??
  ENGLISH
