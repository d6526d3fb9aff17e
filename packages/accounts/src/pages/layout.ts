import { type HttpResponse, shownText } from '@gryphon/provider'
import { html } from 'hono/html'
import { logoOrigins } from './application.ts'
import { ICON_PATH, STYLESHEET_PATH } from './assets.ts'
import { type PageSources, pageHeaders } from './headers.ts'
import { icon } from './icons.ts'
import type { Language } from './language.ts'
import type { Markup } from './say.ts'
import type { View } from './step.ts'

/** What a page says, before it is laid out. */
export interface Page {
  readonly status: number
  /** What the page is for, for the browser's tab. */
  readonly title: string
  readonly main: Markup
  /** Whether the page tells of an error: its title then says so first, as that is what a screen reader reads first. */
  readonly has_error?: true
  readonly headers?: Readonly<Record<string, string>>
}

/** What a page is put into. */
export interface Frame {
  readonly language: Language
  readonly tenant_name: string
  readonly sources: PageSources
  /** `compact` for small windows (`display=popup`, Core §3.1.2.1). */
  readonly size?: 'compact'
}

const TENANT_LIMIT = 60

const titleOf = ({ title, has_error }: Page, { sayPlain }: Language, tenant: string): string => {
  const page = has_error ? sayPlain('error_first', { page: title }) : title
  return tenant === '' ? page : sayPlain('title', { page, tenant })
}

const documentOf = (
  page: Page,
  { language, size }: Frame,
  tenant: string,
): Markup => html`<!doctype html>
<html lang="${language.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f5f6f9" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0d0f14" media="(prefers-color-scheme: dark)">
<title>${titleOf(page, language, tenant)}</title>
<link rel="icon" type="image/svg+xml" href="${ICON_PATH}">
<link rel="stylesheet" href="${STYLESHEET_PATH}">
</head>
<body${size && html` class="${size}"`}>
<main class="card">
${page.main}
</main>
${tenant !== '' && html`<footer><bdi>${tenant}</bdi></footer>`}
</body>
</html>
`

/** Lays a page out, with its headers. */
export const layOut = (page: Page, frame: Frame): HttpResponse => ({
  status: page.status,
  headers: { ...pageHeaders(frame.sources), ...page.headers },
  body: String(documentOf(page, frame, shownText(frame.tenant_name, TENANT_LIMIT))),
})

/** Lays out a page of an interaction. */
export const layOutStep = (page: Page, { interaction, language }: View): HttpResponse =>
  layOut(page, {
    language,
    tenant_name: interaction.tenant.name,
    sources: {
      form_action: [interaction.form_action],
      images: logoOrigins(interaction.client),
    },
    ...(interaction.display === 'popup' ? { size: 'compact' } : {}),
  })

/** What went wrong, in a box that a screen reader is told of at once. */
export const alert = (text: Markup): Markup =>
  html`<div class="alert" id="problem" role="alert">${icon('alert')}<p>${text}</p></div>`
