import { readFileSync } from 'node:fs'

const PARTS = ['page', 'start', 'login', 'diagram', 'tables']

/** The one style sheet of the application. */
export const STYLE = PARTS.map((part) =>
  readFileSync(new URL(`./styles/${part}.css`, import.meta.url), 'utf8'),
).join('\n')
