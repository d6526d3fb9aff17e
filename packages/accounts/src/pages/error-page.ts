import { type ErrorPage, type HttpResponse, shownText } from '@gryphon/provider'
import { html } from 'hono/html'
import { appName, plainName } from './application.ts'
import { type IconName, icon } from './icons.ts'
import { type Language, languageFor } from './language.ts'
import { layOut, type Page } from './layout.ts'
import { localizedClient } from './localized-client.ts'
import type { Markup } from './say.ts'
import type { TextKey } from './texts/texts.ts'

const DESCRIPTION_LIMIT = 300

/** What a page says went wrong: what the engine says, and that there is no such page. */
type Kind = ErrorPage['kind'] | 'missing'

const kindOf = ({ status, kind }: ErrorPage): Kind => (status === 404 ? 'missing' : kind)

const ICONS: Readonly<Record<Kind, IconName>> = {
  refused: 'alert',
  sign_out_refused: 'alert',
  damaged: 'alert',
  missing: 'alert',
  expired: 'clock',
  fault: 'alert',
}

/** What the way on is called, where it does not begin the same anew. */
const RESTARTS: Partial<Readonly<Record<Kind, 'sign_out'>>> = { sign_out_refused: 'sign_out' }

const nextOf = (page: ErrorPage): TextKey & `next_${string}` => {
  const kind = kindOf(page)
  return page.restart === undefined || kind in RESTARTS ? `next_${kind}` : 'next_restart'
}

const leadOf = (language: Language, page: ErrorPage): Markup => {
  const { say } = language
  const kind = kindOf(page)
  if (kind !== 'refused') return say(`${kind}_lead`)
  return page.client
    ? say('refused_lead', { app: appName(language, page.client) })
    : say('refused_lead_unknown')
}

/** For whoever runs the provider or makes the application: what a log line says, and the number to find it by. */
const details = (language: Language, page: ErrorPage): Markup => {
  const { say } = language
  const { error, description, client, request_id } = page
  const detail = (name: TextKey & `details_${string}`, value: string): Markup =>
    html`<div><dt>${say(name)}</dt><dd><code>${shownText(value, DESCRIPTION_LIMIT)}</code></dd></div>`
  return html`<section class="details">
<h2>${say('details')}</h2>
<dl>
${detail('details_error', error)}
${detail('details_description', description)}
${client && detail('details_client', plainName(language, client))}
${detail('details_request', request_id)}
</dl>
</section>`
}

const errorPage = (language: Language, page: ErrorPage): Page => {
  const { say, sayPlain } = language
  const kind = kindOf(page)
  return {
    status: page.status,
    title: sayPlain(`${kind}_title`),
    main: html`<header>
<span class="sign ${kind}">${icon(ICONS[kind])}</span>
<h1>${say(`${kind}_title`)}</h1>
<p class="lead">${leadOf(language, page)}</p>
<p class="next">${say(nextOf(page))}</p>
</header>
${page.restart && html`<a class="primary button" href="${page.restart}">${say(RESTARTS[kind] ?? 'restart')}</a>`}
${details(language, page)}`,
  }
}

/** The page for what cannot be sent to a client: what happened, how to go on, and a number for the operator. */
export const showError = (page: ErrorPage): HttpResponse => {
  const language = languageFor(page.ui_locales)
  const client = page.client && localizedClient(language, page.client)
  return layOut(errorPage(language, { ...page, client }), {
    language,
    tenant_name: page.tenant?.name ?? '',
    sources: { form_action: [], images: [] },
  })
}
