import type { Client } from '@gryphon/provider'
import type { Language } from './language.ts'

const MEMBERS = ['client_name', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri'] as const

const valueIn = (
  tag: string,
  member: string,
  localized: NonNullable<Client['localized']>,
): string | undefined => {
  const named = Object.entries(localized).map(([name, value]) => [name.toLowerCase(), value])
  const exact = named.find(([name]) => name === `${member}#${tag}`)
  return (exact ?? named.find(([name]) => name?.startsWith(`${member}#${tag}-`)))?.[1]
}

/**
 * A client as people of a language read it: what it registered in that language (`client_name#fr`, or of some region,
 * `client_name#fr-CA`), and else what it registered without one (Dynamic Registration §2.1).
 *
 * @example localizedClient(FRENCH, client).client_name // 'Album de photos'
 */
export const localizedClient = ({ tag }: Language, client: Client): Client => {
  const { localized } = client
  if (localized === undefined) return client
  const found = MEMBERS.map((member) => [member, valueIn(tag, member, localized)])
  return { ...client, ...Object.fromEntries(found.filter(([, value]) => value !== undefined)) }
}
