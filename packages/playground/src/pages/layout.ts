import { html } from 'hono/html'
import type { Html } from '../web/html.ts'

/** What a page says, and whether its reader is logged in. */
export interface Page {
  readonly title: string
  readonly body: Html
  /** The session's own token for the button in the head; absent for who is not logged in. */
  readonly csrf?: string | undefined
}

const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path fill="currentColor" d="M3 4c7 0 12 3 13.5 9L21 14l-4.3 2.2C15 20 11.500 21.500 8 21c3-1 4.600-2.800 5-5.200C8.500 15.600 4.500 12 3 4Z"/>
  <circle cx="12.800" cy="11.800" r="1.100" fill="var(--card)"/>
</svg>`

const logout = (csrf: string): Html => html`
  <form method="post" action="/logout" class="logout">
    <input type="hidden" name="csrf" value="${csrf}">
    <button class="button small" type="submit">Log out</button>
  </form>`

/** The frame that every page has: one style sheet, a head with the way back to the start, a foot. */
export const layout = ({ title, body, csrf }: Page): Html => html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} · Gryphon playground</title>
  <link rel="stylesheet" href="/style.css">
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
  <a class="skip" href="#main">Skip to the content</a>
  <header class="top"><div>
    <a class="brand" href="/">${MARK}<span>Gryphon <small>playground</small></span></a>
    <nav aria-label="Playground">
      <a href="/">New login</a>
      ${csrf === undefined ? '' : logout(csrf)}
    </nav>
  </div></header>
  <main id="main">${body}</main>
  <footer class="foot"><div>
    A sample application. Everything shown was really sent; secrets are shortened, and nothing is kept once you log out.
  </div></footer>
</body>
</html>`

/** The icon of the application, as a file. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#3b45b8" d="M3 4c7 0 12 3 13.5 9L21 14l-4.300 2.200C15 20 11.500 21.500 8 21c3-1 4.600-2.800 5-5.200C8.500 15.600 4.500 12 3 4Z"/><circle cx="12.800" cy="11.800" r="1.100" fill="#fff"/></svg>`
