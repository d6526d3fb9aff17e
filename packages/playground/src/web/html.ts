import type { html } from 'hono/html'

/** A piece of a page, escaped where it came from outside. */
export type Html = ReturnType<typeof html>
