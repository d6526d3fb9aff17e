import type { Client } from '@gryphon/provider'
import { html } from 'hono/html'
import { appName } from './application.ts'
import type { Language } from './language.ts'
import type { Markup } from './say.ts'
import type { View } from './step.ts'
import { webAddress } from './web-address.ts'

const outsideLink = ({ say }: Language, url: URL, key: 'policy' | 'tos'): Markup =>
  html`<a href="${url.href}" target="_blank" rel="noopener noreferrer">${say(key)}<span class="hidden"> ${say('opens_new_tab')}</span></a>`

const legalText = (language: Language, client: Client): Markup | undefined => {
  const { say } = language
  const app = appName(language, client)
  const policy_url = webAddress(client.policy_uri)
  const tos_url = webAddress(client.tos_uri)
  const policy = policy_url && outsideLink(language, policy_url, 'policy')
  const tos = tos_url && outsideLink(language, tos_url, 'tos')
  if (policy && tos) return say('about_both', { app, policy, tos })
  if (policy) return say('about_policy', { app, policy })
  return tos && say('about_tos', { app, tos })
}

/** Where to read what the application does with what it is told (`policy_uri`, `tos_uri`; Dynamic Registration §2). */
export const legal = ({ interaction, language }: View): Markup | undefined => {
  const text = legalText(language, interaction.client)
  return text && html`<p class="legal">${text}</p>`
}
