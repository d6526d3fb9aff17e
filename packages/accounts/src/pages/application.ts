import type { Client } from '@gryphon/provider'
import { html } from 'hono/html'
import { monogram, picture } from './avatar.ts'
import { icon } from './icons.ts'
import type { Language } from './language.ts'
import type { Markup } from './say.ts'
import { shownText } from './shown-text.ts'
import type { View } from './step.ts'
import { isLoopbackHost, webAddress } from './web-address.ts'

const NAME_LIMIT = 60
const HOST_LIMIT = 100

/** The application's name as plain text: the client's, or its id where it has none. */
export const plainName = ({ sayPlain }: Language, { client_name, client_id }: Client): string =>
  shownText(client_name ?? '', NAME_LIMIT) ||
  shownText(client_id, NAME_LIMIT) ||
  sayPlain('unnamed_application')

/** The application's name, set off from our own words, whichever way it is written. */
export const appName = (language: Language, client: Client): Markup =>
  html`<bdi class="app-name">${plainName(language, client)}</bdi>`

/** The application's logo, or its monogram where it has none. */
export const appLogo = (language: Language, client: Client): Markup => {
  const logo = webAddress(client.logo_uri)
  const name = plainName(language, client)
  const shown = logo ? picture(logo, client.client_id, name) : monogram(client.client_id, name)
  return html`<span class="logo">${shown}</span>`
}

/** The origin that the logo comes from, for the page's CSP. */
export const logoOrigins = (client: Client | undefined): readonly string[] => {
  const logo = webAddress(client?.logo_uri)
  return logo === undefined ? [] : [logo.origin]
}

const shownHost = (host: string): Markup =>
  html`<bdi class="host">${shownText(host, HOST_LIMIT)}</bdi>`

/** Where the person goes, in words: that host, or an app of this device. */
export const destinationText = ({ say }: Language, host: string): Markup => {
  if (host === '') return say('back_to_app')
  return isLoopbackHost(host)
    ? say('back_to_device', { host: shownHost(host) })
    : say('back_to_host', { host: shownHost(host) })
}

/** Where the person goes from here: the host of the redirect_uri, so that a borrowed name is noticed. */
export const destination = ({ interaction, language }: View): Markup =>
  html`<p class="destination">${icon('back')}<span>${destinationText(language, interaction.redirect_host)}</span></p>`

/** A word of warning where an application registered itself, so that nobody here knows who is behind its name (PITFALLS 33). */
export const unchecked = ({ interaction, language }: View): Markup | undefined => {
  const { client, redirect_host } = interaction
  if (client.dynamic === undefined) return undefined
  const isHostKnown = redirect_host !== '' && !isLoopbackHost(redirect_host)
  const text = isHostKnown
    ? language.say('unchecked_host', { host: shownHost(redirect_host) })
    : language.say('unchecked_app')
  return html`<div class="notice">${icon('alert')}<p>${text}</p></div>`
}
