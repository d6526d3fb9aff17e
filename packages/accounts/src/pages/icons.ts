import { html } from 'hono/html'
import type { Markup } from './say.ts'

// biome-ignore format: a table, aligned by hand
const PATHS = {
  person: html`<circle cx="12" cy="8" r="4"/><path d="M4.5 20c1.2-3.6 4-5.5 7.5-5.5s6.3 1.9 7.5 5.5"/>`,
  card: html`<rect x="3" y="5" width="18" height="14" rx="2.5"/><circle cx="9" cy="11" r="2"/><path d="M5.8 16c.6-1.5 1.7-2.2 3.2-2.2s2.6.7 3.2 2.2M15 10h3M15 14h3"/>`,
  mail: html`<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="m4 7.5 8 5.5 8-5.5"/>`,
  home: html`<path d="m4 11 8-7 8 7v7.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5zM10 20v-6h4v6"/>`,
  phone: html`<rect x="7" y="3" width="10" height="18" rx="2.5"/><path d="M11 17.5h2"/>`,
  clock: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  key: html`<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M16 7l3 3"/>`,
  check: html`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  plus: html`<path d="M12 5.5v13M5.5 12h13"/>`,
  alert: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 8v4.5M12 16v.01"/>`,
  leave: html`<path d="M10 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H10M14.5 8l4 4-4 4M18 12H9.5"/>`,
  back: html`<path d="M5 12h14M13 6l6 6-6 6"/>`,
  chevron: html`<path d="m9.5 6 6 6-6 6"/>`,
}

/** The name of an icon. */
export type IconName = keyof typeof PATHS

/** A line icon in the colour of the text around it. It only decorates: what it means is said in words beside it. */
export const icon = (name: IconName): Markup =>
  html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`
