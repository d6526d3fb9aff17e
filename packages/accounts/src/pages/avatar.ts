import { html } from 'hono/html'
import type { Markup } from './say.ts'

const HUES = 6

/** Which of the stylesheet's hues something has: always the same for the same text. */
const hueOf = (text: string): number =>
  [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973, 7) %
  HUES

const initialOf = (name: string): string => /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? '·'

/** A letter on a coloured ground, in place of a picture. `id` chooses the colour. It only decorates. */
export const monogram = (id: string, name: string): Markup =>
  html`<span class="monogram hue-${hueOf(id)}" aria-hidden="true">${initialOf(name)}</span>`

/** A picture. A browser that cannot get it shows the monogram in its place, where it can (`img::after`). It only decorates. */
export const picture = (src: URL, id: string, name: string): Markup =>
  html`<img class="hue-${hueOf(id)}" src="${src.href}" alt="" data-initial="${initialOf(name)}" referrerpolicy="no-referrer">`
