import type { Client, PendingInteraction } from '@gryphon/provider'
import { html } from 'hono/html'
import { monogram, picture } from './avatar.ts'
import { icon } from './icons.ts'
import { type Markup, say, sayPlain } from './say.ts'
import { shownText } from './shown-text.ts'
import { isLoopbackHost, webAddress } from './web-address.ts'

const NAME_LIMIT = 60
const HOST_LIMIT = 100

/** The application's name as plain text: the client's, or its id where it has none. */
export const plainName = ({ client_name, client_id }: Client): string =>
  shownText(client_name ?? '', NAME_LIMIT) ||
  shownText(client_id, NAME_LIMIT) ||
  sayPlain('unnamed_application')

/** The application's name, set off from our own words, whichever way it is written. */
export const appName = (client: Client): Markup =>
  html`<bdi class="app-name">${plainName(client)}</bdi>`

/** The application's logo, or its monogram where it has none. */
export const appLogo = (client: Client): Markup => {
  const logo = webAddress(client.logo_uri)
  const name = plainName(client)
  const shown = logo ? picture(logo, client.client_id, name) : monogram(client.client_id, name)
  return html`<span class="logo">${shown}</span>`
}

/** The origin that the logo comes from, for the page's CSP. */
export const logoOrigins = (client: Client): readonly string[] => {
  const logo = webAddress(client.logo_uri)
  return logo === undefined ? [] : [logo.origin]
}

const destinationText = (host: string): Markup => {
  const shown = html`<bdi class="host">${shownText(host, HOST_LIMIT)}</bdi>`
  if (host === '') return say('back_to_app')
  return isLoopbackHost(host)
    ? say('back_to_device', { host: shown })
    : say('back_to_host', { host: shown })
}

/** Where the person goes from here: the host of the redirect_uri, so that a borrowed name is noticed. */
export const destination = ({ redirect_host }: PendingInteraction): Markup =>
  html`<p class="destination">${icon('back')}<span>${destinationText(redirect_host)}</span></p>`
