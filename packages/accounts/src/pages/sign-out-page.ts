import type { HttpResponse, Pages, Seconds, SignOutPage } from '@gryphon/provider'
import { html } from 'hono/html'
import type { PeopleStore, Person } from '../people-store.ts'
import { appLogo, appName, destinationText, logoOrigins, plainName } from './application.ts'
import { icon } from './icons.ts'
import { type Language, languageFor } from './language.ts'
import { layOut, type Page } from './layout.ts'
import { localizedClient } from './localized-client.ts'
import { personShown } from './person-shown.ts'
import type { Markup } from './say.ts'

/** How long the frames have before the person goes on. */
const FRAME_TIME: Seconds = 3

/** What these pages are made from. */
export interface SignOutView {
  readonly page: SignOutPage
  readonly language: Language
  readonly person: Person | undefined
}

const sign = ({ page, language }: SignOutView): Markup =>
  page.client === undefined
    ? html`<span class="sign calm">${icon(page.kind === 'ask' ? 'leave' : 'check')}</span>`
    : appLogo(language, page.client)

const askingPage = (view: SignOutView): Page => {
  const { page, language, person } = view
  const { say, sayPlain } = language
  return {
    status: 200,
    title: sayPlain('sign_out_title'),
    main: html`<header>
${sign(view)}
<h1>${say('sign_out_title')}</h1>
${page.client && html`<p class="lead">${say('sign_out_from', { app: appName(language, page.client) })}</p>`}
</header>
${
  person &&
  html`<div class="signed-in"><p><span class="hidden">${say('signed_in_as')} </span>${personShown(person)}</p></div>`
}
<form method="post" action="${page.action}">
<input type="hidden" name="${page.hidden.name}" value="${page.hidden.value}">
<label class="option"><input type="checkbox" name="everywhere" value="1" aria-describedby="everywhere-detail"><span>${say('everywhere')}</span></label>
<p class="hint" id="everywhere-detail">${say('everywhere_detail')}</p>
<div class="choice long">
<button class="secondary" name="action" value="stay">${say('stay')}</button>
<button class="primary" name="action" value="sign_out">${say('sign_out')}</button>
</div>
</form>`,
  }
}

const onward = ({ page, language }: SignOutView): Markup | undefined => {
  const { next, client } = page
  if (next === undefined) return undefined
  const text = client
    ? language.say('continue', { app: html`<bdi>${plainName(language, client)}</bdi>` })
    : language.say('go_on')
  return html`<a class="primary button" href="${next}">${text}</a>`
}

/** A frame has what an application needs to forget a session, and cannot lead the window elsewhere (Front-Channel Logout §2). */
const frame = (address: string): Markup =>
  html`<iframe src="${address}" title="" hidden sandbox="allow-scripts allow-same-origin allow-forms"></iframe>`

/** Without a script, a header takes the person on (HTML §7.5.8, `Refresh`); the link is there for who will not wait. */
const refresh = ({ next, onward }: SignOutPage): Readonly<Record<string, string>> => {
  const url = next === undefined || onward === 'by_link' ? null : URL.parse(next)
  return url === null ? {} : { refresh: `${FRAME_TIME}; url=${url.href}` }
}

/** Where they go by a link alone, they are told the host first. */
const lead = ({ page: { next, onward }, language }: SignOutView): Markup => {
  if (next === undefined) return language.say('signed_out_lead')
  return onward === 'by_itself'
    ? language.say('signed_out_next')
    : destinationText(language, webHost(next))
}

const webHost = (address: string): string => {
  const url = URL.parse(address)
  return url !== null && /^https?:$/.test(url.protocol) ? url.host : ''
}

const donePage = (view: SignOutView): Page => {
  const { page, language } = view
  const { say, sayPlain } = language
  return {
    status: 200,
    title: sayPlain('signed_out_title'),
    headers: refresh(page),
    main: html`<header>
${sign(view)}
<h1>${say('signed_out_title')}</h1>
<p class="lead">${lead(view)}</p>
</header>
${onward(view)}
${page.frames.map(frame)}`,
  }
}

const stayedPage = (view: SignOutView): Page => {
  const { say, sayPlain } = view.language
  return {
    status: 200,
    title: sayPlain('stayed_title'),
    main: html`<header>
${sign(view)}
<h1>${say('stayed_title')}</h1>
<p class="lead">${say('stayed_lead')}</p>
</header>
${onward(view)}`,
  }
}

const PAGES: Readonly<Record<SignOutPage['kind'], (view: SignOutView) => Page>> = {
  ask: askingPage,
  done: donePage,
  stayed: stayedPage,
}

const originOf = (address: string): readonly string[] => {
  const url = URL.parse(address)
  if (url === null) return []
  return [url.origin === 'null' ? url.protocol : url.origin]
}

/** A page of a logout, laid out. */
export const showSignOut = (view: SignOutView): HttpResponse => {
  const { kind, tenant, client, frames, next } = view.page
  return layOut(PAGES[kind](view), {
    language: view.language,
    tenant_name: tenant.name,
    sources: {
      form_action: kind === 'ask' && next !== undefined ? originOf(next) : [],
      images: logoOrigins(client),
      frames: [...new Set(kind === 'done' ? frames.flatMap(originOf) : [])],
    },
  })
}

/**
 * The pages of a logout (RP-Initiated Logout §2, §3): asking, with the choice of every session (`everywhere=1`) and two buttons
 * (`action=sign_out` or `stay`); that it is done, with the applications' front-channel logout in hidden frames; that it is not.
 */
export const createSignOut =
  (people: PeopleStore): Pages['signOut'] =>
  async (page) => {
    const { tenant, session } = page
    const person = session && (await people.findPerson(tenant.tenant_id, session.sub))
    const language = languageFor(page.ui_locales)
    const client = page.client && localizedClient(language, page.client)
    return showSignOut({ page: { ...page, client }, language, person })
  }
