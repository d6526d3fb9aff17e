import assert from 'node:assert/strict'
import type { HttpResponse } from '@gryphon/provider'
import { GALLERY, placeAt } from './gallery.ts'

const ORIGIN = 'https://op.example.com'

/** Where tests look at pages. */
export const HERE = placeAt(ORIGIN)

/** A page of the gallery. */
export const shown = (name: string, ui_locale = 'en'): HttpResponse =>
  GALLERY[name]?.(placeAt(ORIGIN, ui_locale)) ?? assert.fail(name)

/** Its HTML. */
export const bodyOf = (name: string, ui_locale = 'en'): string =>
  String(shown(name, ui_locale).body)

/** What a person reads, without the tags. */
export const wordsOf = (name: string): string =>
  bodyOf(name)
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
