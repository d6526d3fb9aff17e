import type { ErrorPage, HttpResponse } from '@gryphon/provider'
import { html } from 'hono/html'
import { appName, plainName } from './application.ts'
import { icon } from './icons.ts'
import { layOut, type Page } from './layout.ts'
import { type Markup, say, sayPlain } from './say.ts'
import { shownText } from './shown-text.ts'
import type { TextKey } from './texts.ts'

const DESCRIPTION_LIMIT = 300

/** An address that nobody made a request of is mistyped: no application is to blame. */
const kindOf = ({ kind, status }: ErrorPage): ErrorPage['kind'] | 'missing' =>
  status === 404 ? 'missing' : kind

const leadOf = (page: ErrorPage): Markup => {
  const kind = kindOf(page)
  const { client } = page
  if (kind !== 'refused') return say(`${kind}_lead`)
  return client ? say('refused_lead', { app: appName(client) }) : say('refused_lead_unknown')
}

const detail = (name: TextKey & `details_${string}`, value: string): Markup =>
  html`<div><dt>${say(name)}</dt><dd><code>${shownText(value, DESCRIPTION_LIMIT)}</code></dd></div>`

/** For whoever runs the provider or makes the application: what a log line says, and the number to find it by. */
const details = ({
  error,
  description,
  client,
  request_id,
}: ErrorPage): Markup => html`<section class="details">
<h2>${say('details')}</h2>
<dl>
${detail('details_error', error)}
${detail('details_description', description)}
${client && detail('details_client', plainName(client))}
${detail('details_request', request_id)}
</dl>
</section>`

/** The page for what cannot be sent to a client: what happened, how to go on, and a number for the operator. */
export const showError = (page: ErrorPage): HttpResponse =>
  layOut(errorPage(page), page.tenant?.name ?? '', { form_action: [], images: [] })

const errorPage = (page: ErrorPage): Page => ({
  status: page.status,
  title: sayPlain(`${kindOf(page)}_title`),
  main: html`<header>
<span class="sign ${page.kind}">${icon(page.kind === 'expired' ? 'clock' : 'alert')}</span>
<h1>${say(`${kindOf(page)}_title`)}</h1>
<p class="lead">${leadOf(page)}</p>
<p class="next">${say(page.restart ? 'next_restart' : `next_${kindOf(page)}`)}</p>
</header>
${page.restart && html`<a class="primary button" href="${page.restart}">${say('restart')}</a>`}
${details(page)}`,
})
